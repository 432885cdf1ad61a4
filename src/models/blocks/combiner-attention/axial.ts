import type { Graph, GraphTensor } from "../../../engine/graph/graph.ts";
import { attention } from "../../../kernels-wgsl/attention/kernel.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { f32, sizeOf } from "../../../kernels-wgsl/index.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import { rmsnorm } from "../../../kernels-wgsl/rmsnorm/kernel.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import { softmax } from "../../../kernels-wgsl/softmax/kernel.ts";
import { split } from "../../../kernels-wgsl/split/kernel.ts";
import type { BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, vectorPart } from "../../build/layers.ts";

const NORM_EPS = 1e-6;

/** Added to a score that a token must not see; finite, so that nothing becomes NaN where rows are shorter. */
export const UNSEEN = -1e30;

/** Heads over rows of `segment` tokens. */
export interface AxialShape {
  readonly heads: number;
  readonly headWidth: number;
  readonly segment: number;
}

/** Keys of summaries [..., C] from the summaries and the block's input at the same tokens, both [..., C]. */
export type SummaryKeys = (summaries: GraphTensor, x: GraphTensor) => GraphTensor;

/** Projected, added to the input, normalised and projected again: 2 C^2 + C parameters. */
export function summaryKeys(
  { graph, parameter }: Pick<BuildContext<unknown>, "graph" | "parameter">,
  width: number,
): SummaryKeys {
  const matrix = (name: string): GraphTensor => parameter({ parts: [matrixPart(name, width, width)], role: "matrix" });
  const [first, second] = [matrix("w_summary"), matrix("w_summary_key")];
  const gain = parameter({ parts: [vectorPart("summary_gain", width, 1)], role: "vector" });
  return (summaries, x) => {
    const joined = map(graph, "add", [x, linear(graph, summaries, first, null)]) as GraphTensor;
    return linear(graph, graph.apply(rmsnorm, [joined, gain], { eps: NORM_EPS, groups: 1 })[0], second, null);
  };
}

/** Every token of whole rows attends to its row, later tokens included: qkv [rows, S, 3 C] to [rows, S, C]. */
export function rowSummaries(graph: Graph, qkv: GraphTensor, { heads, headWidth }: AxialShape): GraphTensor {
  return graph.apply(attention, [qkv], {
    queryHeads: heads,
    kvHeads: heads,
    headWidth,
    valueWidth: headWidth,
    isCausal: false,
    window: null,
    scale: 1 / Math.sqrt(headWidth),
    queryOffset: 0,
    isPacked: true,
    hasKeyMask: false,
  })[0];
}

/**
 * Row-major axial attention: a token attends to its row up to itself and, in the same softmax, to the summary that each earlier row's
 * token of its own column made of that row. qkv [B, T, 3 C] and the block's input x [B, T, C] to [B, T, C].
 */
export function axialAttention(
  graph: Graph,
  qkv: GraphTensor,
  { x, keysOf, shape }: { readonly x: GraphTensor; readonly keysOf: SummaryKeys; readonly shape: AxialShape },
): GraphTensor {
  const [batch, tokens] = qkv.shape;
  const width = shape.heads * shape.headWidth;
  const [segment, rows] = [shape.segment, Math.ceil(tokens / shape.segment)];
  const earlier = rows - 1;
  const [q, k, v] = graph.apply(split, [padded(graph, qkv, rows * segment)], { widths: [width, width, width] });
  const byRow = (x: GraphTensor): GraphTensor => byHeads(graph, x, [batch, rows, segment], shape, ROW_MAJOR);
  const byColumn = (x: GraphTensor, count: number): GraphTensor =>
    byHeads(graph, x, [batch, count, segment], shape, COLUMN_MAJOR);
  const own = product(graph, byRow(q), byRow(k), true);
  const scores = [own];
  let summaries: GraphTensor | undefined;
  if (earlier > 0) {
    const whole = graph.reshape(head(graph, qkv, earlier * segment), [batch * earlier, segment, 3 * width]);
    summaries = graph.reshape(rowSummaries(graph, whole, shape), [batch, earlier * segment, width]);
    const keys = keysOf(summaries, head(graph, x, earlier * segment));
    scores.push(exchanged(graph, product(graph, byColumn(q, rows), byColumn(keys, earlier), true)));
  }
  const weights = visibleSoftmax(graph, scores, visibility(graph, segment, rows), shape.headWidth);
  const parts = earlier > 0 ? graph.apply(split, [weights], { widths: [segment, earlier] }) : [weights];
  const gathered = [product(graph, parts[0], byRow(v), false)];
  if (summaries !== undefined) {
    const taken = product(graph, exchanged(graph, parts[1]), byColumn(summaries, earlier), false);
    gathered.push(exchanged(graph, taken));
  }
  const y = gathered.reduce((sum, part) => map(graph, "add", [sum, part]) as GraphTensor);
  const [ordered] = graph.apply(permute, [y], { permutation: [0, 2, 3, 1, 4] });
  return head(graph, graph.reshape(ordered, [batch, rows * segment, width]), tokens);
}

/** From [B, row, column, H, D] to [B, H, row, column, D], or with columns before rows. */
const ROW_MAJOR = [0, 3, 1, 2, 4];
const COLUMN_MAJOR = [0, 3, 2, 1, 4];

function byHeads(
  graph: Graph,
  x: GraphTensor,
  [batch, rows, columns]: readonly [number, number, number],
  { heads, headWidth }: AxialShape,
  permutation: readonly number[],
): GraphTensor {
  const split = graph.reshape(x, [batch, rows, columns, heads, headWidth]);
  return graph.apply(permute, [split], { permutation })[0];
}

/** Rows and columns of [B, H, row, column, ...] in each other's place. */
function exchanged(graph: Graph, x: GraphTensor): GraphTensor {
  return graph.apply(permute, [x], { permutation: [0, 1, 3, 2, 4] })[0];
}

/** Products of the last two axes of [B, H, ..., ..., ...]. */
function product(graph: Graph, a: GraphTensor, b: GraphTensor, transposeB: boolean): GraphTensor {
  return graph.apply(matmul, [a, b], { transposeA: false, transposeB })[0];
}

/** One softmax over all keys [..., keys] of both kinds. */
export function visibleSoftmax(
  graph: Graph,
  scores: readonly GraphTensor[],
  visible: GraphTensor,
  headWidth: number,
): GraphTensor {
  const axis = scores[0].shape.length - 1;
  const joint = scores.length === 1 ? scores[0] : graph.apply(concat, scores, { axis })[0];
  const scaled = map(graph, "scale", [joint], 1 / Math.sqrt(headWidth));
  return graph.apply(softmax, [map(graph, "add", [scaled, visible])], { axis })[0];
}

/** What token (row, column) sees of its row's tokens and of the rows before the last, [rows, S, S + rows - 1]. */
function visibility(graph: Graph, segment: number, rows: number): GraphTensor {
  const keys = segment + rows - 1;
  return graph.constant(`axial/${segment}/${rows}`, f32(rows, segment, keys), () =>
    Float64Array.from({ length: rows * segment * keys }, (_, i) => {
      const token = Math.floor(i / keys);
      return unseen(token, i % keys, segment);
    }),
  );
}

/** 0 where the token at this position sees the key, else {@link UNSEEN}; keys are the columns of its row, then the rows. */
export function unseen(position: number, key: number, segment: number): number {
  const [row, column] = [Math.floor(position / segment), position % segment];
  return (key < segment ? key <= column : key - segment < row) ? 0 : UNSEEN;
}

/** The first `tokens` of [B, T, C]. */
function head(graph: Graph, x: GraphTensor, tokens: number): GraphTensor {
  const [batch, length, width] = x.shape;
  if (tokens === length) return x;
  return graph.apply(slice, [x], { start: [0, 0, 0], stop: [batch, tokens, width], step: [1, 1, 1] })[0];
}

/** Zeros behind [B, T, C], up to `tokens`. */
function padded(graph: Graph, x: GraphTensor, tokens: number): GraphTensor {
  const [batch, length, width] = x.shape;
  if (tokens === length) return x;
  const shape = [batch, tokens - length, width];
  const zeros = graph.constant(`zeros ${shape.join()}`, f32(...shape), () => new Float64Array(sizeOf(shape)));
  return graph.apply(concat, [x, zeros], { axis: 1 })[0];
}
