import { addCounters, NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { finishWith } from "../_kernel/finish-program.ts";
import { read, sizeOf, type Application, type Launch, type Operator } from "../_kernel/operator.ts";
import { windowParams } from "../_kernel/window.ts";
import { IDENTITY, type Program } from "../elementwise/program.ts";
import { programReference } from "../elementwise/reference.ts";
import { conv2dBackwardInput, conv2dBackwardWeight } from "./backward.ts";
import { channelPack, POSITIONS, withChannelPack } from "./channel-pack.ts";
import forward from "./forward.wgsl?raw";
import { conv2dReference } from "./reference.ts";
import { convProducts, convShape, resultSpec, type ConvAttributes } from "./shape.ts";

export interface ConvForwardAttributes extends ConvAttributes {
  /** Finishes y: operand 0 is the sum, the others are the last inputs. */
  readonly program?: Program;
}

function lowerForward({ inputs, outputs, attributes }: Application<ConvForwardAttributes>): Launch {
  const [x, weight, ...operands] = inputs;
  const shape = convShape(x, weight, attributes);
  const { batch, image, windows, window, channels, outputs: width, groupOutputs, groupChannels, taps } = shape;
  const finish = finishWith(attributes.program ?? IDENTITY, operands, outputs, 3, groupOutputs);
  const rows = batch * windows[0] * windows[1];
  const packs = width / finish.pack;
  const size = Math.ceil(rows / POSITIONS) * packs;
  const products = convProducts(shape);
  return {
    label: "conv2d",
    source: expand(forward, withChannelPack(shape, finish.pack, { snippets: finish.snippets })),
    params: {
      size,
      packs,
      rows,
      group_outputs: groupOutputs,
      group_packs: groupChannels / channelPack(shape),
      row_packs: channels / channelPack(shape),
      ...windowParams(image, windows, window),
      ...finish.params,
    },
    bindings: [read(x), read(weight), ...finish.bindings],
    workgroups: foldWorkgroups(size, 64),
    counters: addCounters(finish.counters, {
      ...NO_COST,
      multiplies: products,
      adds: products,
      bytesRead: 4 * (sizeOf(x.shape) + sizeOf(weight.shape)),
      bytesTouched: 4 * size * taps * groupChannels * (finish.pack + POSITIONS),
      launches: 1,
    }),
  };
}

/**
 * Cross-correlation with zero padding: x [B,H,W,C], weight [O,kh,kw,C/groups], then the program's operands; y [B,H',W',O].
 * See `applyConv2d`, which leaves to a matrix product what is one.
 */
export const conv2d: Operator<ConvForwardAttributes> = {
  name: "conv2d",
  acceptsProgram: true,
  infer([x, weight], attributes) {
    const y = resultSpec(convShape(x, weight, attributes));
    return (attributes.program ?? IDENTITY).results.map(() => y);
  },
  reference([x, weight, ...operands], attributes, [xSpec, weightSpec]) {
    const y = conv2dReference(x, weight, convShape(xSpec, weightSpec, attributes));
    return programReference(attributes.program ?? IDENTITY, [y, ...operands], y.length);
  },
  gradient(tape, { inputs: [x, weight], attributes }, [dy], wants) {
    if (attributes.program !== undefined) {
      throw new Failure("conv2d is differentiated before other operators are fused into it, not after.");
    }
    if (dy === null) return [null, null];
    const { stride, padding, dilation, groups } = attributes;
    const settings = { stride, padding, dilation, groups };
    const imageAttributes = { ...settings, image: [x.shape[1], x.shape[2]] as const };
    const kernelAttributes = { ...settings, kernel: [weight.shape[1], weight.shape[2]] as const };
    return [
      wants[0] ? tape.apply(conv2dBackwardInput, [dy, weight], imageAttributes)[0] : null,
      wants[1] ? tape.apply(conv2dBackwardWeight, [dy, x], kernelAttributes)[0] : null,
    ];
  },
  lower: (application) => [lowerForward(application)],
};
