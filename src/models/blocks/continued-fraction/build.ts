import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { cffn } from "../../../kernels-wgsl/cffn/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd } from "../../build/layers.ts";
import { dyadicMask, guardOf, offsetOf } from "./fraction-knobs.ts";

export const build: BlockBuild<"continued-fraction"> = (context) => {
  const { graph, knobs, parameter } = context;
  const [x] = context.inputs;
  const width = x.shape[x.shape.length - 1];
  const { ladders, depth } = knobs;
  const std = outputStd(context.residualCount);
  const through = linear(graph, x, parameter({ parts: [matrixPart("u", width, width, std)], role: "matrix" }), null);
  if (ladders === 0) return [through];

  const gate = parameter({ parts: [matrixPart("g", width, width)], role: "matrix" });
  const h = map(graph, "multiply", [map(graph, "sigmoid", [linear(graph, x, gate, null)]), x]);
  const levels = parameter({
    parts: [matrixPart("w", ladders * depth, width), matrixPart("v", ladders, width)],
    // Numbers of single channels, not a map between them: neither decay nor Muon apply.
    role: "vector",
    ...dyadicMask(knobs, { ladders, depth, others: ladders, inner: width }),
  });
  const attributes = { depth, offset: offsetOf(knobs.offset, depth), ...guardOf(knobs.eps, knobs.gradient) };
  const [fractions] = graph.apply(cffn, [h, levels], attributes);
  return [map(graph, "add", [through, fractions]) as GraphTensor];
};
