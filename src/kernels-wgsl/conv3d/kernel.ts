import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import { withPack } from "../_kernel/packed-row.ts";
import { conv3dBackwardInput, conv3dBackwardWeight } from "./backward.ts";
import forward from "./forward.wgsl?raw";
import { conv3dReference } from "./reference.ts";
import { conv3dProducts, conv3dShape, outputPack, VOLUME_PARAMS, volumeParams, volumeSpec } from "./shape.ts";

/** Positions, neighbours in depth, that a thread computes. */
const POSITIONS = 4;

/** Cross-correlation of volumes with zeros outside: x [B,H,W,D,C], weight [O,kh,kw,kd,C] with odd sides; y [B,H,W,D,O]. */
export const conv3d: Operator = {
  name: "conv3d",
  infer([x, weight]) {
    const shape = conv3dShape(x, weight);
    return [volumeSpec(shape, shape.outputs)];
  },
  reference: ([x, weight], _attributes, [xSpec, weightSpec]) => [
    conv3dReference(x, weight, conv3dShape(xSpec, weightSpec)),
  ],
  gradient(tape, { inputs: [x, weight] }, [dy], wants) {
    if (dy === null) return [null, null];
    const [, kh, kw, kd] = weight.shape;
    return [
      wants[0] ? tape.apply(conv3dBackwardInput, [dy, weight], {})[0] : null,
      wants[1] ? tape.apply(conv3dBackwardWeight, [dy, x], { kernel: [kh, kw, kd] })[0] : null,
    ];
  },
  lower({ inputs: [x, weight], outputs: [y] }) {
    const shape = conv3dShape(x, weight);
    const pack = outputPack(shape);
    const size = Math.ceil(shape.positions / POSITIONS) * (shape.outputs / pack);
    const products = conv3dProducts(shape);
    return [
      {
        label: "conv3d",
        source: expand(forward, withPack(pack, { constants: { POSITIONS }, snippets: { VOLUME_PARAMS } })),
        params: { size, positions: shape.positions, ...volumeParams(shape) },
        bindings: [read(x), read(weight), write(y)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products,
          bytesRead: 4 * (sizeOf(x.shape) + sizeOf(weight.shape)),
          bytesWritten: 4 * sizeOf(y.shape),
          bytesTouched: 4 * (size * shape.taps * shape.channels * (pack + POSITIONS) + sizeOf(y.shape)),
          launches: 1,
        },
      },
    ];
  },
};
