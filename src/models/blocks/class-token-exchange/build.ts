import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { layernorm } from "../../../kernels-wgsl/layernorm/kernel.ts";
import { resizeBilinear } from "../../../kernels-wgsl/resize_bilinear/kernel.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import { attendSeparate } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, vectorPart } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";

type Context = BuildContext<KnobsOf<"class-token-exchange">>;

/** A stream as it was before the exchange: its class token [B, 1, C] and its patches [B, N, C]. */
interface Stream {
  readonly token: GraphTensor;
  readonly patches: GraphTensor;
  readonly width: number;
}

export const build: BlockBuild<"class-token-exchange"> = (context) => {
  const { graph, knobs, inputs } = context;
  const [first, second] = inputs.map((x) => streamOf(context, x));
  if (knobs.form === "pairwise-sum") return paired(context, [first, second]);
  const tokens =
    knobs.form === "class-sum"
      ? summed(context, first, second)
      : [queried(context, "first", first, second), queried(context, "second", second, first)];
  return [first, second].map(({ token, patches }, i) => {
    const next = knobs.residual ? map(graph, "add", [token, tokens[i]]) : tokens[i];
    return graph.apply(concat, [next, patches], { axis: 1 })[0];
  });
};

function streamOf({ graph }: Context, x: GraphTensor): Stream {
  const [batch, rows, width] = x.shape;
  const step = [1, 1, 1];
  const [token] = graph.apply(slice, [x], { start: [0, 0, 0], stop: [batch, 1, width], step });
  const [patches] = graph.apply(slice, [x], { start: [0, 1, 0], stop: [batch, rows, width], step });
  return { token, patches, width };
}

/** x W^T + b with a matrix and an offset of its own. */
function projected({ graph, parameter }: Context, name: string, x: GraphTensor, width: number): GraphTensor {
  const matrix = matrixPart(`${name}_weight`, width, x.shape[x.shape.length - 1]);
  const weight = parameter({ parts: [matrix], role: "matrix" });
  return linear(graph, x, weight, parameter({ parts: [vectorPart(`${name}_bias`, width, 0)], role: "vector" }));
}

function normed({ graph, parameter }: Context, name: string, x: GraphTensor): GraphTensor {
  const width = x.shape[x.shape.length - 1];
  const gain = parameter({ parts: [vectorPart(`${name}_gain`, width, 1)], role: "vector" });
  const shift = parameter({ parts: [vectorPart(`${name}_shift`, width, 0)], role: "vector" });
  return graph.apply(layernorm, [x, gain, shift], { eps: 1e-6 })[0];
}

/** Norm, non-linearity, linear map, in this order: how a class token goes to another stream and back. */
function carried(context: Context, name: string, token: GraphTensor, width: number): GraphTensor {
  const active = map(context.graph, "gelu_erf", [normed(context, name, token)]) as GraphTensor;
  return projected(context, name, active, width);
}

/** The token of `own` after it has looked at the patches of `other`, as one query among them. */
function queried(context: Context, direction: string, own: Stream, other: Stream): GraphTensor {
  const { graph, knobs } = context;
  const { width, patches } = other;
  let token = carried(context, `${direction}_out`, own.token, width);
  for (let layer = 0; layer < knobs.layers; layer++) {
    const name = layer === 0 ? direction : `${direction}_${layer + 1}`;
    const [rows] = graph.apply(concat, [token, patches], { axis: 1 });
    const unit = normed(context, name, rows);
    const stop = [unit.shape[0], 1, width];
    const [query] = graph.apply(slice, [unit], { start: [0, 0, 0], stop, step: [1, 1, 1] });
    const q = projected(context, `${name}_query`, query, width);
    const [k, v] = ["key", "value"].map((part) => projected(context, `${name}_${part}`, unit, width));
    const headWidth = width / knobs.heads;
    const heads = { queryHeads: knobs.heads, kvHeads: knobs.heads, headWidth };
    const settings = { ...heads, rotaryWidth: 0, ropeBase: 1, isCausal: false };
    const gathered = projected(context, `${name}_output`, attendSeparate(graph, [q, k, v], settings), width);
    // The residual adds the token as it was before the norm.
    token = map(graph, "add", [token, gathered]) as GraphTensor;
  }
  return carried(context, `${direction}_back`, token, own.width);
}

/** Both tokens become projections of the sum of both, at the wider stream's width. */
function summed(context: Context, first: Stream, second: Stream): readonly GraphTensor[] {
  const width = Math.max(first.width, second.width);
  const out = [
    carried(context, "first_out", first.token, width),
    carried(context, "second_out", second.token, width),
  ] as const;
  const sum = map(context.graph, "add", out) as GraphTensor;
  return [carried(context, "first_back", sum, first.width), carried(context, "second_back", sum, second.width)];
}

/** A square number of patches [B, N, C] on a grid of another number, bilinear. */
function onGrid({ graph }: Context, patches: GraphTensor, count: number): GraphTensor {
  const [batch, own, width] = patches.shape;
  if (own === count) return patches;
  const [side, wanted] = [Math.sqrt(own), Math.sqrt(count)];
  const image = graph.reshape(patches, [batch, side, side, width]);
  const [resized] = graph.apply(resizeBilinear, [image], { size: [wanted, wanted] });
  return graph.reshape(resized, [batch, count, width]);
}

/** Class tokens and corresponding patches of both are summed at the wider stream's width, each stream on its own grid. */
function paired(context: Context, streams: readonly Stream[]): readonly GraphTensor[] {
  const { graph } = context;
  const width = Math.max(...streams.map((stream) => stream.width));
  const names = ["first", "second"];
  const rowsOf = ({ token, patches }: Stream): GraphTensor => graph.apply(concat, [token, patches], { axis: 1 })[0];
  const carriedOut = streams.map((stream, i) => {
    return streamOf(context, carried(context, `${names[i]}_out`, rowsOf(stream), width));
  });
  return streams.map((stream, i) => {
    const count = stream.patches.shape[1];
    const [one, other] = carriedOut;
    const token = map(graph, "add", [one.token, other.token]) as GraphTensor;
    const moved = [onGrid(context, one.patches, count), onGrid(context, other.patches, count)] as const;
    const patches = map(graph, "add", moved) as GraphTensor;
    const sum = rowsOf({ token, patches, width });
    const next = carried(context, `${names[i]}_back`, sum, stream.width);
    return context.knobs.residual ? (map(graph, "add", [context.inputs[i], next]) as GraphTensor) : next;
  });
}
