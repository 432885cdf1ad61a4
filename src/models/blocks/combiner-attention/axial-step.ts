import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { embedding } from "../../../kernels-wgsl/embedding/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import { split } from "../../../kernels-wgsl/split/kernel.ts";
import { keep, recall } from "../../decode/recurrent.ts";
import type { StepContext } from "../../decode/step-context.ts";
import { rowSummaries, unseen, visibleSoftmax, type AxialShape, type SummaryKeys } from "./axial.ts";

type Context = StepContext<unknown>;

/** What one token is, and how summaries become keys. */
interface AxialToken {
  readonly x: GraphTensor;
  readonly keysOf: SummaryKeys;
  readonly shape: AxialShape;
}

/**
 * One token of row-major axial attention, qkv [1, 1, 3 C] to [1, 1, C]. Its row is kept whole, [S, 4 C], and of every earlier row the
 * summaries and their keys, [S, rows, 2 C]. Those of its own row are made anew with every token; they are whole when it is, and not read before.
 */
export function axialStep(context: Context, qkv: GraphTensor, { x, keysOf, shape: given }: AxialToken): GraphTensor {
  const { graph, capacity, state } = context;
  const segment = Math.min(given.segment, capacity);
  const shape = { ...given, segment };
  const width = shape.heads * shape.headWidth;
  const earlier = Math.ceil(capacity / segment) - 1;
  const column = looked(context, segment, "column", (position, at) => Number(position % segment === at));
  const kept = state("row", [1, segment, 4 * width]);
  const token = graph.apply(concat, [qkv, x], { axis: 2 })[0];
  const row = written(context, recall(context, kept), token, graph.reshape(column, [1, segment, 1]));
  keep(context, kept, row);
  const visible = looked(context, segment + earlier, "seen", (position, key) => unseen(position, key, segment));
  const [rowQkv, rowX] = graph.apply(split, [row], { widths: [3 * width, width] });
  const [, k, v] = graph.apply(split, [rowQkv], { widths: [width, width, width] });
  const [q] = graph.apply(split, [qkv], { widths: [width, width, width] });
  if (earlier === 0) return attended(context, q, { keys: [k], values: [v], visible, shape });
  const rows = state("summaries", [1, segment, earlier * 2 * width]);
  const before = recall(context, rows);
  const own = graph.apply(matmul, [column, graph.reshape(before, [segment, earlier * 2 * width])], PLAIN)[0];
  const [keys, values] = graph.apply(split, [graph.reshape(own, [earlier, 2 * width])], { widths: [width, width] });
  const summaries = rowSummaries(graph, rowQkv, shape);
  const fresh = graph.apply(concat, [keysOf(summaries, rowX), summaries], { axis: 2 })[0];
  const place = looked(context, earlier, "row", (position, at) => Number(Math.floor(position / segment) === at));
  const next = written(
    context,
    graph.reshape(before, [segment, earlier, 2 * width]),
    graph.reshape(fresh, [segment, 1, 2 * width]),
    graph.reshape(place, [1, earlier, 1]),
  );
  keep(context, rows, graph.reshape(next, rows.shape));
  return attended(context, q, { keys: [k, keys], values: [v, values], visible, shape });
}

const PLAIN = { transposeA: false, transposeB: false };

/** This position's row of a table [capacity, width], as [1, width]. */
function looked(
  { graph, position, capacity }: Context,
  width: number,
  what: string,
  valueAt: (position: number, at: number) => number,
): GraphTensor {
  const table = graph.constant(`axial ${what}/${width}/${capacity}`, f32(capacity, width), () =>
    Float64Array.from({ length: capacity * width }, (_, i) => valueAt(Math.floor(i / width), i % width)),
  );
  return graph.apply(embedding, [position, table], { scale: 1 })[0];
}

/** What was kept, with `fresh` in the place where `place` is 1. */
function written({ graph }: Context, kept: GraphTensor, fresh: GraphTensor, place: GraphTensor): GraphTensor {
  const change = map(graph, "multiply", [map(graph, "subtract", [fresh, kept]), place]);
  return map(graph, "add", [kept, change]) as GraphTensor;
}

interface Gathering {
  /** [n, C] each, any leading ones. */
  readonly keys: readonly GraphTensor[];
  readonly values: readonly GraphTensor[];
  readonly visible: GraphTensor;
  readonly shape: AxialShape;
}

/** One query [1, 1, C] against all keys in one softmax. */
function attended({ graph }: Context, q: GraphTensor, { keys, values, visible, shape }: Gathering): GraphTensor {
  const { heads, headWidth } = shape;
  const byHead = (tensors: readonly GraphTensor[]): GraphTensor => {
    const rows = tensors.map((one) => graph.reshape(one, [one.shape[one.shape.length - 2], heads, headWidth]));
    const joined = rows.length === 1 ? rows[0] : graph.apply(concat, rows, { axis: 0 })[0];
    return graph.apply(permute, [joined], { permutation: [1, 0, 2] })[0];
  };
  const query = graph.reshape(q, [heads, 1, headWidth]);
  const [scores] = graph.apply(matmul, [query, byHead(keys)], { transposeA: false, transposeB: true });
  const weights = visibleSoftmax(graph, [scores], visible, headWidth);
  return graph.reshape(graph.apply(matmul, [weights, byHead(values)], PLAIN)[0], [1, 1, heads * headWidth]);
}
