import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Launch,
  type Operator,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { resizeBilinearBackwardReference, resizeBilinearReference, type Extents } from "./reference.ts";
import { RESIZE } from "./weights.ts";

export interface ResizeAttributes {
  /** Height and width of the result. */
  readonly size: Extents;
}

const extentsOf = ({ shape }: TensorSpec): Extents => [shape[1], shape[2]];

function launch(
  label: "resize_bilinear" | "resize_bilinear_backward",
  [input, output]: readonly [Tensor, Tensor],
  [from, to]: readonly [Extents, Extents],
): Launch {
  const channels = output.shape[3];
  const pack = packOf(channels);
  const threads = sizeOf(output.shape) / pack;
  // Each place of the larger image is mixed from four, or gives to four.
  const values = output.shape[0] * channels * to[0] * to[1];
  const bytes = 4 * (sizeOf(input.shape) + sizeOf(output.shape));
  return {
    label,
    source: expand(label === "resize_bilinear" ? forward : backward, withPack(pack, { snippets: { RESIZE } })),
    params: {
      size: threads,
      packs: channels / pack,
      height: from[0],
      width: from[1],
      out_height: to[0],
      out_width: to[1],
    },
    bindings: [read(input), write(output)],
    workgroups: foldWorkgroups(threads, 64),
    counters: {
      ...NO_COST,
      multiplies: 4 * values,
      adds: 4 * values,
      bytesRead: 4 * sizeOf(input.shape),
      bytesWritten: 4 * sizeOf(output.shape),
      bytesTouched: bytes + 12 * values,
      launches: 1,
    },
  };
}

/** Resizes images x [B,h,w,C] to [B,h',w',C]: half-pixel centres, the outermost values go on beyond the edge. */
export const resizeBilinear: Operator<ResizeAttributes> = {
  name: "resize_bilinear",
  infer([x], { size }) {
    if (x.shape.length !== 4 || size.some((extent) => !Number.isInteger(extent) || extent < 1)) {
      throw new Failure(
        `resize_bilinear reads images [B, H, W, C] and makes them at least 1 x 1; it was given [${x.shape.join(", ")}] for ${size.join(" x ")}.`,
      );
    }
    return [f32(x.shape[0], ...size, x.shape[3])];
  },
  reference: ([x], { size }, [spec]) => [resizeBilinearReference(x, extentsOf(spec), size, spec.shape[3])],
  gradient(tape, { inputs: [x] }, [dy]) {
    return dy === null ? [null] : tape.apply(resizeBilinearBackward, [dy], { size: extentsOf(x) });
  },
  lower: ({ inputs: [x], outputs: [y], attributes: { size } }) => [
    launch("resize_bilinear", [x, y], [extentsOf(x), size]),
  ],
};

/** dx [B,h,w,C] from dy [B,h',w',C]; the size is that of x. */
export const resizeBilinearBackward: Operator<ResizeAttributes> = {
  name: "resize_bilinear_backward",
  infer: ([dy], { size }) => [f32(dy.shape[0], ...size, dy.shape[3])],
  reference: ([dy], { size }, [spec]) => [resizeBilinearBackwardReference(dy, size, extentsOf(spec), spec.shape[3])],
  lower: ({ inputs: [dy], outputs: [dx], attributes: { size } }) => [
    launch("resize_bilinear_backward", [dy, dx], [size, extentsOf(dy)]),
  ],
};
