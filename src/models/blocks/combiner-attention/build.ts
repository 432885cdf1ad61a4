import type { Graph, GraphTensor } from "../../../engine/graph/graph.ts";
import { broadcastTo } from "../../../kernels-wgsl/broadcast_to/kernel.ts";
import { applyCombiner } from "../../../kernels-wgsl/combiner_attention/kernel.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import { turned } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd } from "../../build/layers.ts";
import { headLayout, type HeadLayout } from "../attention/head-layout.ts";
import type { KnobsOf } from "../index.ts";
import { axialAttention, summaryKeys, type AxialShape, type SummaryKeys } from "./axial.ts";

export type Knobs = KnobsOf<"combiner-attention">;
export type CombinerAttributes = Parameters<typeof applyCombiner>[2];

/** What tells the parallel form from the step: how positions turn, and how queries gather values. */
export interface CombinerForm {
  /** Turns the leading heads of packed rows by their positions. */
  readonly turn: (packed: GraphTensor, heads: number, layout: HeadLayout) => GraphTensor;
  /** From packed rows q | k | v [B,T,3 H D] to [B,T,H D]. */
  readonly gather: (qkv: GraphTensor, attributes: CombinerAttributes) => GraphTensor;
  /** The axial pattern, from the same rows. */
  readonly axial: (
    qkv: GraphTensor,
    given: { readonly x: GraphTensor; readonly keysOf: SummaryKeys; readonly shape: AxialShape },
  ) => GraphTensor;
}

export const build: BlockBuild<"combiner-attention"> = (context) => {
  const { graph, knobs } = context;
  return [
    combinerBlock(context, {
      turn: (packed, heads, layout) =>
        turned(graph, packed, heads, { ...layout, ropeBase: knobs.ropeBase, isCausal: true }),
      gather: (qkv, attributes) => applyCombiner(graph, qkv, attributes) as GraphTensor,
      axial: (qkv, given) => axialAttention(graph, qkv, given),
    }),
  ];
};

export function combinerBlock(context: BuildContext<Knobs>, { turn, gather, axial }: CombinerForm): GraphTensor {
  const { graph, knobs, inputs, parameter, residualCount } = context;
  const [input] = inputs;
  const [positions, width] = input.shape.slice(-2);
  const layout = headLayout({ ...knobs, queryHeads: null, headWidth: null }, width);
  const { queryHeads: heads, kvHeads, headWidth } = layout;
  const x = graph.reshape(input, [sizeOf(input.shape) / (positions * width), positions, width]);
  const projection = parameter({
    parts: [
      matrixPart("wq", width, width),
      matrixPart("wk", kvHeads * headWidth, width),
      matrixPart("wv", kvHeads * headWidth, width),
    ],
    role: "matrix",
  });
  // Positions are turned before anything is pooled.
  const packed = turn(linear(graph, x, projection, null), heads + kvHeads, layout);
  const qkv = repeatedKeys(graph, packed, layout);
  const gathered =
    knobs.pattern === "axial"
      ? axial(qkv, { x, keysOf: summaryKeys(context, width), shape: { heads, headWidth, segment: knobs.segment } })
      : gather(qkv, {
          heads,
          width: headWidth,
          pattern: knobs.pattern,
          segment: knobs.pattern === "fixed" ? knobs.segment : 1,
          pooling: knobs.pooling,
          hasRegions: knobs.regions,
          scale: 1 / Math.sqrt(headWidth),
        });
  const wo = parameter({ parts: [matrixPart("wo", width, width, outputStd(residualCount))], role: "matrix" });
  return graph.reshape(linear(graph, gathered, wo, null), input.shape);
}

/** Packed rows with as many key and value heads as query heads, [B, T, (Hq + 2 Hkv) Dh] to [B, T, 3 Hq Dh]. */
function repeatedKeys(graph: Graph, packed: GraphTensor, { queryHeads, kvHeads, headWidth }: HeadLayout): GraphTensor {
  if (kvHeads === queryHeads) return packed;
  const [batch, positions] = packed.shape;
  const own = kvHeads * headWidth;
  const columns = (start: number, count: number): GraphTensor => {
    const range = { start: [0, 0, start], stop: [batch, positions, start + count], step: [1, 1, 1] };
    return graph.apply(slice, [packed], range)[0];
  };
  const repeated = (start: number): GraphTensor => {
    const heads = graph.reshape(columns(start, own), [batch, positions, kvHeads, 1, headWidth]);
    const shape = [batch, positions, kvHeads, queryHeads / kvHeads, headWidth];
    return graph.reshape(graph.apply(broadcastTo, [heads], { shape })[0], [batch, positions, queryHeads * headWidth]);
  };
  const queries = queryHeads * headWidth;
  return graph.apply(concat, [columns(0, queries), repeated(queries), repeated(queries + own)], { axis: 2 })[0];
}
