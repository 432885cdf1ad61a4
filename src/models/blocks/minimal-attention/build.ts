import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { broadcastTo } from "../../../kernels-wgsl/broadcast_to/kernel.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import { triangularMatrix } from "../../../kernels-wgsl/triangular_matrix/kernel.ts";
import { attendSeparate, turned, type AttendSettings } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";
import { minimalLayout, type MinimalLayout } from "./minimal-layout.ts";

const STD = 0.02;

export type Context = BuildContext<KnobsOf<"minimal-attention">>;

export const build: BlockBuild<"minimal-attention"> = (context) => {
  const { graph, knobs } = context;
  const [input] = context.inputs;
  const [positions, width] = input.shape.slice(-2);
  const layout = minimalLayout(knobs, width);
  const x = graph.reshape(input, [sizeOf(input.shape) / (positions * width), positions, width]);
  const gathered = attended(context, x, layout);
  return [graph.reshape(written(context, gathered, width), input.shape)];
};

/** A x per head: [B, T, H dv], dv being the width, or a head's share where values are mapped. */
function attended(context: Context, x: GraphTensor, layout: MinimalLayout): GraphTensor {
  const { graph, knobs } = context;
  const [batch, positions, width] = x.shape;
  const { heads, valueOutput, queryKey } = knobs;
  const isMapped = valueOutput === "both";
  // One set of keys and values serves all heads where neither differs between them.
  const isShared = queryKey === "full" && !isMapped && layout.pieces === 1;
  const copies = isMapped ? 1 : layout.pieces;
  const settings: AttendSettings = {
    queryHeads: heads * copies,
    kvHeads: isShared ? 1 : heads * copies,
    headWidth: layout.scoreWidth,
    valueWidth: isMapped ? layout.headWidth : width / layout.pieces,
    rotaryWidth: 0,
    ropeBase: knobs.ropeBase,
    isCausal: knobs.causal,
    scale: 1 / Math.sqrt(knobs.scale === "head" ? layout.headWidth : width),
  };
  const rotary = { ...settings, rotaryWidth: layout.rotaryWidth };
  const repeated = (tensor: GraphTensor, from: readonly number[], to: readonly number[]): GraphTensor => {
    if (sizeOf(from) === sizeOf(to)) return tensor;
    const source = graph.reshape(tensor, [batch, positions, ...from]);
    const [result] = graph.apply(broadcastTo, [source], { shape: [batch, positions, ...to] });
    return graph.reshape(result, [batch, positions, sizeOf(to)]);
  };
  const perPiece = (tensor: GraphTensor): GraphTensor =>
    copies === 1 ? tensor : repeated(tensor, [heads, 1, layout.scoreWidth], [heads, copies, layout.scoreWidth]);

  const { query, queryMap, keyMap } = compared(context, x, layout);
  const key = keyMap === null ? x : keyMap === queryMap ? query : linear(graph, x, keyMap, null);
  const turnedQuery = turned(graph, query, heads, rotary);
  const keyHeads = key.shape[2] / layout.scoreWidth;
  const turnedKey = key === query ? turnedQuery : turned(graph, key, keyHeads, rotary);
  const ownKeys = keyHeads === heads || isShared ? turnedKey : repeated(turnedKey, [1, width], [heads, width]);
  const value = isMapped ? valuesOf(context, x) : isShared ? x : repeated(x, [1, width], [heads, width]);
  return attendSeparate(graph, [perPiece(turnedQuery), isShared ? ownKeys : perPiece(ownKeys), value], settings);
}

/** The map of what is moved, with `valueOutput: both`. */
export function valuesOf({ graph, parameter }: Context, x: GraphTensor): GraphTensor {
  const width = x.shape[2];
  return linear(graph, x, parameter({ parts: [matrixPart("wv", width, width)], role: "matrix" }), null);
}

/** Queries of every head with their map, and the map to the keys of every head; without one, keys are x for all heads. */
export function compared(
  { graph, knobs, parameter }: Context,
  x: GraphTensor,
  { scoreWidth }: MinimalLayout,
): { readonly query: GraphTensor; readonly queryMap: GraphTensor; readonly keyMap: GraphTensor | null } {
  const width = x.shape[2];
  const { heads, similarity } = knobs;
  const mapBy = (name: string): GraphTensor =>
    parameter({ parts: [matrixPart(name, heads * scoreWidth, width)], role: "matrix" });
  if (knobs.queryKey === "low-rank") {
    const queryMap = mapBy("wq");
    const query = linear(graph, x, queryMap, null);
    return { query, queryMap, keyMap: similarity === "symmetric-factor" ? queryMap : mapBy("wk") };
  }
  const queryMap = similarity === "asymmetric" ? mapBy("wqk") : symmetricMaps({ graph, knobs, parameter }, width);
  return { query: linear(graph, x, queryMap, null), queryMap, keyMap: null };
}

/** A symmetric matrix per head, [H D, D], from its packed triangle. */
function symmetricMaps({ graph, knobs, parameter }: Pick<Context, "graph" | "knobs" | "parameter">, width: number) {
  const { heads } = knobs;
  const entries = (width * (width + 1)) / 2;
  const matrices = Array.from({ length: heads }, (_, head) => {
    const name = heads === 1 ? "wqk" : `wqk_${head}`;
    const initialiser = { kind: "normal", standardDeviation: STD } as const;
    const packed = parameter({ parts: [{ name, shape: [entries], initialiser }], role: "vector", decay: true });
    return graph.apply(triangularMatrix, [packed], { n: width, form: "symmetric" })[0];
  });
  return heads === 1 ? matrices[0] : graph.apply(concat, matrices, { axis: 0 })[0];
}

/** What the block writes: heads through an output matrix, through merged matrices, or their mean. */
export function written(
  { graph, knobs, parameter, residualCount }: Context,
  gathered: GraphTensor,
  width: number,
): GraphTensor {
  const { heads, valueOutput } = knobs;
  if (valueOutput !== "none") {
    const name = valueOutput === "both" ? "wo" : "w_vo";
    const part = matrixPart(name, width, gathered.shape[2], outputStd(residualCount));
    return linear(graph, gathered, parameter({ parts: [part], role: "matrix" }), null);
  }
  if (heads === 1) return gathered;
  const [batch, positions] = gathered.shape;
  const perHead = graph.reshape(gathered, [batch, positions, heads, width]);
  return graph.apply(reduce, [perHead], { kind: "mean", axes: [2], keepdims: false })[0];
}
