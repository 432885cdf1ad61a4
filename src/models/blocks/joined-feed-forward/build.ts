import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { linear, matrixPart, vectorPart } from "../../build/layers.ts";
import { branchInput, branchNumbers, joined, total } from "../joined-branches.ts";

export const build: BlockBuild<"joined-feed-forward"> = (context) => {
  const { graph, knobs, parameter, inputs } = context;
  const [x] = inputs;
  const width = x.shape[x.shape.length - 1];
  const { hidden } = knobs;
  const numbers = branchNumbers(knobs);
  const mapped = (input: GraphTensor, half: string, number: string, [out, read]: readonly number[], std?: number) => {
    const weight = parameter({ parts: [matrixPart(`w_${half}${number}`, out, read, std)], role: "matrix" });
    const bias = parameter({ parts: [vectorPart(`b_${half}${number}`, out, 0)], role: "vector" });
    return linear(graph, input, weight, bias);
  };
  const wide = numbers.map((one) => mapped(branchInput(context, x, one), "up", one, [hidden, width]));
  // The sum over branches is divided by nothing.
  const std = 0.02 / Math.sqrt(numbers.length);
  const narrowed = joined(context, wide).map((z, i) =>
    mapped(map(graph, "gelu_erf", [z]) as GraphTensor, "down", numbers[i], [width, hidden], std),
  );
  return [total(graph, narrowed)];
};
