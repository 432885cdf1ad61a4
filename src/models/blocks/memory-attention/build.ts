import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { applyMemoryLookup } from "../../../kernels-wgsl/memory_lookup/kernel.ts";
import { allPositions, type Attend } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd } from "../../build/layers.ts";
import { headLayout } from "../attention/head-layout.ts";
import type { KnobsOf } from "../index.ts";
import { biasPart, hashOf, tablePart } from "./tables.ts";

export const build: BlockBuild<"memory-attention"> = (context) => [
  memoryAttentionBlock(context, allPositions(context.graph)),
];

/** The block around its attention: y [..., T, C] from x. */
export function memoryAttentionBlock(context: BuildContext<KnobsOf<"memory-attention">>, attend: Attend): GraphTensor {
  const { graph, knobs, parameter } = context;
  const [input] = context.inputs;
  const [positions, width] = input.shape.slice(-2);
  const layout = headLayout({ ...knobs, queryHeads: null, kvHeads: null, headWidth: null }, width);
  const x = graph.reshape(input, [sizeOf(input.shape) / (positions * width), positions, width]);

  const chunks = width / knobs.bits;
  const rows = 2 ** knobs.bits;
  const [q, k, v] = ["q", "k", "v"].map((name) => tablePart(`table_${name}`, chunks, rows, width));
  const table = parameter({ parts: [q, k, v], role: "embedding" });
  const [bq, bk, bv] = ["q", "k", "v"].map((name) => biasPart(`bias_${name}`, width));
  const bias = parameter({ parts: [bq, bk, bv], role: "vector" });
  // Codes and scores are computed once for all three.
  const { y: packed } = applyMemoryLookup(graph, [x, table, bias], hashOf(knobs));
  const gathered = attend.packed(graph.reshape(packed, packed.shape), {
    ...layout,
    ropeBase: knobs.ropeBase,
    isCausal: knobs.causal,
  });
  if (knobs.outputProjection === "off") return graph.reshape(gathered, input.shape);
  const std = outputStd(context.residualCount);
  const wo = parameter({ parts: [matrixPart("wo", width, width, std)], role: "matrix" });
  return graph.reshape(linear(graph, gathered, wo, null), input.shape);
}
