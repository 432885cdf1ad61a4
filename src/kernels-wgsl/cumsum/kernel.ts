import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Launch, type Operator, type Shape } from "../_kernel/operator.ts";
import chunkSums from "./chunk-sums.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { cumsumReference, type LineShape } from "./reference.ts";

export interface CumsumAttributes {
  readonly axis: number;
  /** Leaves out the entry itself. */
  readonly isExclusive: boolean;
  /** Sums from the end. */
  readonly isReverse: boolean;
}

const lineShape = (shape: Shape, axis: number): LineShape => ({
  outer: sizeOf(shape.slice(0, axis)),
  extent: shape[axis],
  inner: sizeOf(shape.slice(axis + 1)),
});

/** Long lines are cut into chunks where there are too few lines to keep a device busy. */
function chunksOf({ outer, extent, inner }: LineShape): { readonly chunk: number; readonly parts: number } {
  if (extent <= 256 || outer * inner >= 4096) return { chunk: extent, parts: 1 };
  const chunk = Math.max(64, Math.ceil(Math.sqrt(extent)));
  return { chunk, parts: Math.ceil(extent / chunk) };
}

/** Running sums along an axis. */
export const cumsum: Operator<CumsumAttributes> = {
  name: "cumsum",
  infer([x], { axis }) {
    if (!(axis >= 0 && axis < x.shape.length) || x.dtype !== "f32") {
      throw new Failure(`cumsum: ${x.dtype} [${x.shape.join(", ")}] has no f32 axis ${axis}.`);
    }
    return [x];
  },
  reference: ([x], { axis, isExclusive, isReverse }, [spec]) => [
    cumsumReference(x, lineShape(spec.shape, axis), isExclusive, isReverse),
  ],
  gradient(tape, { attributes }, [dy]) {
    return dy === null ? [null] : tape.apply(cumsum, [dy], { ...attributes, isReverse: !attributes.isReverse });
  },
  scratch([x], { axis }) {
    const line = lineShape(x.shape, axis);
    const { parts } = chunksOf(line);
    return parts === 1 ? [] : [f32(line.outer * parts * line.inner)];
  },
  lower({ inputs: [x], outputs: [y], attributes: { axis, isExclusive, isReverse } }, scratch) {
    const line = lineShape(x.shape, axis);
    const { chunk, parts } = chunksOf(line);
    const isVector = line.inner % 4 === 0;
    const inner = line.inner / (isVector ? 4 : 1);
    const size = line.outer * parts * inner;
    const params = { size, extent: line.extent, inner, parts, chunk, is_reverse: isReverse ? 1 : 0 };
    const elements = sizeOf(x.shape);
    const lines = line.outer * line.inner;
    const workgroups = foldWorkgroups(size, 64);
    const forwardLaunch: Launch = {
      label: "cumsum",
      source: expand(forward, { constants: { IS_VECTOR: isVector, HAS_PARTS: parts > 1 } }),
      params: { ...params, is_exclusive: isExclusive ? 1 : 0 },
      bindings: [read(x), ...scratch.map(read), write(y)],
      workgroups,
      counters: {
        ...NO_COST,
        adds: elements + (lines * parts * (parts - 1)) / 2,
        bytesRead: 4 * (elements + (parts === 1 ? 0 : lines * parts)),
        bytesWritten: 4 * elements,
        bytesTouched: 8 * elements + 2 * lines * parts * (parts - 1),
        launches: 1,
      },
    };
    if (parts === 1) return [forwardLaunch];
    const partials = 4 * lines * parts;
    const sumsLaunch: Launch = {
      label: "cumsum_chunk_sums",
      source: expand(chunkSums, { constants: { IS_VECTOR: isVector } }),
      params,
      bindings: [read(x), write(scratch[0])],
      workgroups,
      counters: {
        ...NO_COST,
        adds: elements,
        bytesRead: 4 * elements,
        bytesWritten: partials,
        bytesTouched: 4 * elements + partials,
        launches: 1,
      },
    };
    return [sumsLaunch, forwardLaunch];
  },
};
