import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { broadcastTo } from "../../../kernels-wgsl/broadcast_to/kernel.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import type { BuildContext } from "../../build/block-build.ts";

/** Slope of each head, 2^(-8 h / H) for h = 1 ... H. Source: ALiBi. */
const slope = (head: number, heads: number): number => 2 ** ((-8 * (head + 1)) / heads);

type Context = Pick<BuildContext<unknown>, "graph">;

/**
 * Queries or keys [B, T, H d] with one more channel in each head, `column` [1 or T, 1 or H] repeated over batch, tokens and heads.
 * A query's slope times a key's place is the linear bias of the score, but for a term that is equal for all keys of a query, which
 * softmax does not see.
 */
function widened({ graph }: Context, rows: GraphTensor, heads: number, column: GraphTensor): GraphTensor {
  const [batch, length, width] = rows.shape;
  const byHead = graph.reshape(rows, [batch, length, heads, width / heads]);
  const own = graph.reshape(column, [1, column.shape[0], column.shape[1], 1]);
  const [repeated] = graph.apply(broadcastTo, [own], { shape: [batch, length, heads, 1] });
  const [wide] = graph.apply(concat, [byHead, repeated], { axis: 3 });
  return graph.reshape(wide, [batch, length, width + heads]);
}

/** Queries with their heads' slopes, times the root of the head width that the score is divided by. */
export function withSlopes(context: Context, q: GraphTensor, heads: number): GraphTensor {
  const root = Math.sqrt(q.shape[2] / heads);
  const slopes = context.graph.constant(`slopes/${heads}/${root}`, f32(1, heads), () =>
    Float64Array.from({ length: heads }, (_, head) => root * slope(head, heads)),
  );
  return widened(context, q, heads, slopes);
}

/** Keys with their places [T or 1, 1]. */
export function withPlaces(context: Context, k: GraphTensor, heads: number, places: GraphTensor): GraphTensor {
  return widened(context, k, heads, places);
}

/** Places 0 ... length - 1 as a column [length, 1]. */
export function placeTable({ graph }: Context, length: number): GraphTensor {
  return graph.constant(`places/${length}`, f32(length, 1), () => Float64Array.from({ length }, (_, place) => place));
}
