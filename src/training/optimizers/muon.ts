import type { ParameterDeclaration } from "../../engine/graph/parameter.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";
import { sizeOf, u32 } from "../../kernels-wgsl/index.ts";
import { muon as operator } from "../../kernels-wgsl/muon/kernel.ts";
import { matrixOffsets } from "../../kernels-wgsl/muon/matrices.ts";
import type { MuonMatrix } from "../../kernels-wgsl/muon/matrices.ts";
import type { OptimizerWiring } from "./wiring.ts";

/** Hidden matrices; embeddings, head and vectors use AdamW. */
function isMatrix({ role, parts }: ParameterDeclaration): boolean {
  return role === "matrix" && parts.every(({ shape }) => shape.length >= 2);
}

/** Every part of a packed projection is a matrix of its own; axes after the first are flattened. */
function matricesOf(layout: ParameterLayout): MuonMatrix[] {
  const parts = layout.parameters.filter(({ declaration }) => isMatrix(declaration)).flatMap((placed) => placed.parts);
  return parts.map(({ offset, shape }) => {
    const [rows] = shape;
    const [height, width] = shape.slice(-2);
    return { offset, rows, columns: sizeOf(shape) / rows, aspect: height / width };
  });
}

export const muon: OptimizerWiring<"muon"> = {
  kind: "muon",
  stateArenas: ["moment1", "moment2"],
  isMatrix,
  append(graph, { parameters, gradients, groupOfBlock, groups, clip, layout, state }, settings) {
    const { momentum, nesterov, beta1, beta2, epsilon } = settings;
    const matrices = matricesOf(layout);
    const values = matrixOffsets(matrices);
    const offsets = graph.constant("offsets of Muon matrices", u32(values.length), () => Float64Array.from(values));
    const inputs = [parameters, gradients, state("moment1"), state("moment2"), groupOfBlock, groups, clip, offsets];
    graph.apply(operator, inputs, { momentum, nesterov, beta1, beta2, epsilon, matrices });
  },
  momentDecay: ({ beta1, beta2 }) => [beta1, beta2],
};
