import { NO_COST, type Counters } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand, type Expansion } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type DeviceTraits,
  type Launch,
  type Operator,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import backwardInput from "./backward-input.wgsl?raw";
import backwardOffsets from "./backward-offsets.wgsl?raw";
import forward from "./forward.wgsl?raw";
import {
  deformableBackwardInputReference,
  deformableBackwardOffsetsReference,
  deformableSampleReference,
} from "./reference.ts";
import { SAMPLE } from "./sample.ts";
import { deformableShape, type DeformableAttributes, type DeformableShape } from "./shape.ts";

/**
 * Packs of channels that a thread of the gather owns, as places are found once for all of them: few on a GPU, which needs many threads with
 * neighbours on neighbouring channels; many on a processor, which pays for finding.
 */
const chunkFor = ({ isSoftware }: DeviceTraits): number => (isSoftware ? 16 : 4);

interface Pass {
  readonly label: string;
  readonly text: string;
  /** Threads for each position. */
  readonly perPosition: number;
  readonly cost: Partial<Counters>;
  readonly expansion?: Expansion;
}

function lowerPass(shape: DeformableShape, inputs: readonly Tensor[], output: Tensor, pass: Pass): readonly Launch[] {
  const { batch, height, width, channels, side, reach } = shape;
  const pack = packOf(channels);
  const size = batch * height * width * pass.perPosition;
  const sum = (tensors: readonly Tensor[]): number => tensors.reduce((total, one) => total + 4 * sizeOf(one.shape), 0);
  return [
    {
      label: pass.label,
      source: expand(pass.text, withPack(pack, { ...pass.expansion, snippets: { SAMPLE } })),
      params: { size, packs: channels / pack, height, width, side, reach },
      bindings: [...inputs.map(read), write(output)],
      workgroups: foldWorkgroups(size, 64),
      counters: {
        ...NO_COST,
        bytesRead: sum(inputs),
        bytesWritten: sum([output]),
        launches: 1,
        ...pass.cost,
      },
    },
  ];
}

/** Samples of a map, and of those each channel of each. */
function samplesOf({ batch, height, width, channels, taps }: DeformableShape) {
  const samples = batch * height * width * taps;
  return { samples, values: samples * channels };
}

/**
 * What the taps of a deformable filter read: x [B,H,W,C] at places that offsets [B,H,W,3 taps] move (planes of all downs, all rights
 * and the logits of all masks), bilinearly, zeros outside; columns [B,H,W,taps,C]. See `applyDeformableConv`.
 */
export const deformableSample: Operator<DeformableAttributes> = {
  name: "deformable_sample",
  infer([x, offsets], attributes) {
    const { batch, height, width, channels, taps } = deformableShape(x, offsets, attributes);
    return [f32(batch, height, width, taps, channels)];
  },
  reference: ([x, offsets], attributes, [xSpec, offsetSpec]) => [
    deformableSampleReference(x, offsets, deformableShape(xSpec, offsetSpec, attributes)),
  ],
  gradient(tape, { inputs: [x, offsets], attributes }, [dcolumns], wants) {
    if (dcolumns === null) return [null, null];
    return [
      wants[0] ? tape.apply(deformableBackwardInput, [dcolumns, offsets], attributes)[0] : null,
      wants[1] ? tape.apply(deformableBackwardOffsets, [dcolumns, x, offsets], attributes)[0] : null,
    ];
  },
  lower({ inputs, outputs: [columns], attributes }) {
    const shape = deformableShape(inputs[0], inputs[1], attributes);
    const { samples, values } = samplesOf(shape);
    const packs = shape.channels / packOf(shape.channels);
    const cost = {
      multiplies: 7 * values,
      adds: 6 * values,
      specials: samples * packs,
      bytesTouched: 4 * (5 * values + 3 * samples * packs),
    };
    return lowerPass(shape, inputs, columns, {
      label: "deformable_sample",
      text: forward,
      perPosition: shape.taps * packs,
      cost,
    });
  },
};

function shapeBehind(
  { shape: [batch, height, width, , channels] }: TensorSpec,
  offsets: TensorSpec,
  attributes: DeformableAttributes,
): DeformableShape {
  return deformableShape(f32(batch, height, width, channels), offsets, attributes);
}

/** dx [B,H,W,C] from dcolumns [B,H,W,taps,C] and the offsets. */
export const deformableBackwardInput: Operator<DeformableAttributes> = {
  name: "deformable_sample_backward_input",
  infer: ([{ shape }]) => [f32(shape[0], shape[1], shape[2], shape[4])],
  reference: ([dcolumns, offsets], attributes, [spec, offsetSpec]) => [
    deformableBackwardInputReference(dcolumns, offsets, shapeBehind(spec, offsetSpec, attributes)),
  ],
  lower({ inputs, outputs: [dx], attributes }, _scratch, traits) {
    const chunk = chunkFor(traits);
    const shape = shapeBehind(inputs[0], inputs[1], attributes);
    const { samples, values } = samplesOf(shape);
    const chunks = Math.ceil(shape.channels / packOf(shape.channels) / chunk);
    const tried = samples * (shape.side + 2 * shape.reach) ** 2 * chunks;
    // Each sample gives to four neighbours at most; its weight is found once for each chunk of channels.
    const cost = { multiplies: 4 * values, adds: 4 * values, bytesTouched: 4 * (4 * values + 2 * tried) };
    return lowerPass(shape, inputs, dx, {
      label: "deformable_sample_backward_input",
      text: backwardInput,
      perPosition: chunks,
      cost,
      expansion: { constants: { CHUNK: chunk } },
    });
  },
};

/** doffsets [B,H,W,3 taps] from dcolumns [B,H,W,taps,C], x and the offsets. */
export const deformableBackwardOffsets: Operator<DeformableAttributes> = {
  name: "deformable_sample_backward_offsets",
  infer: ([, , offsets]) => [f32(...offsets.shape)],
  reference: ([dcolumns, x, offsets], attributes, [, xSpec, offsetSpec]) => [
    deformableBackwardOffsetsReference(dcolumns, x, offsets, deformableShape(xSpec, offsetSpec, attributes)),
  ],
  lower({ inputs, outputs: [doffsets], attributes }) {
    const shape = deformableShape(inputs[1], inputs[2], attributes);
    const { samples, values } = samplesOf(shape);
    const cost = {
      multiplies: 4 * values + 15 * samples,
      adds: 4 * values + 12 * samples,
      specials: samples,
      bytesTouched: 4 * (5 * values + 6 * samples),
    };
    return lowerPass(shape, inputs, doffsets, {
      label: "deformable_sample_backward_offsets",
      text: backwardOffsets,
      perPosition: shape.taps,
      cost,
    });
  },
};
