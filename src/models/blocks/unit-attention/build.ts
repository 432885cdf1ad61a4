import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { attendPacked, attendSeparate } from "../../build/attend.ts";
import type { BlockBuild, RequestedPart } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd, vectorPart } from "../../build/layers.ts";
import { poolQuarters } from "../quarters.ts";

export const build: BlockBuild<"unit-attention"> = (context) => {
  const { graph, knobs, inputs, parameter } = context;
  const [x] = inputs;
  const [batch, units, tokens, channels] = x.shape;
  const width = knobs.width ?? channels;
  const { heads, pooling, reach } = knobs;
  const settings = {
    queryHeads: heads,
    kvHeads: heads,
    headWidth: width / heads,
    rotaryWidth: 0,
    ropeBase: 1,
    isCausal: false,
  };
  /** x W^T + b of one packed matrix. */
  const projected = (...names: readonly [string, ...string[]]): GraphTensor => {
    const [first, ...others] = names;
    const matrix = (name: string): RequestedPart => matrixPart(`w${name}`, width, channels);
    const vector = (name: string): RequestedPart => vectorPart(`b${name}`, width, 0);
    const weight = parameter({ parts: [matrix(first), ...others.map(matrix)], role: "matrix" });
    const bias = parameter({ parts: [vector(first), ...others.map(vector)], role: "vector" });
    return linear(graph, x, weight, bias);
  };
  // Tokens that attend together are one sequence: those of a unit, or all.
  const sequences = reach === "unit" ? batch * units : batch;
  const rows = (own: GraphTensor): GraphTensor => {
    const [, , perUnit, columns] = own.shape;
    return graph.reshape(own, [sequences, reach === "unit" ? perUnit : units * perUnit, columns]);
  };
  const gathered =
    pooling === "none"
      ? attendPacked(graph, rows(projected("q", "k", "v")), settings)
      : attendSeparate(
          graph,
          [rows(poolQuarters(graph, projected("q"), pooling)), rows(projected("k")), rows(projected("v"))],
          settings,
        );
  const output = matrixPart("wo", width, width, outputStd(context.residualCount));
  const wo = parameter({ parts: [output], role: "matrix" });
  const bo = parameter({ parts: [vectorPart("bo", width, 0)], role: "vector" });
  const left = pooling === "none" ? tokens : tokens / 4;
  return [graph.reshape(linear(graph, gathered, wo, bo), [batch, units, left, width])];
};
