import type { BlockBuild, RequestedPart } from "../../build/block-build.ts";
import { linear, matrixPart, vectorPart } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";

function weightPart({ width, start }: KnobsOf<"linear">, input: number): RequestedPart {
  if (start === "mean")
    return { ...matrixPart("weight", width, input), initialiser: { kind: "constant", value: 1 / input } };
  // The spread of a uniform draw within ±1/√inputs.
  return matrixPart("weight", width, input, ...(start === "fan-in" ? [1 / Math.sqrt(3 * input)] : []));
}

/** y [..., width] = W x + b, W [width, C]. */
export const build: BlockBuild<"linear"> = ({ graph, knobs, inputs: [x], parameter }) => {
  const weight = parameter({ parts: [weightPart(knobs, x.shape[x.shape.length - 1])], role: "matrix" });
  const bias = knobs.bias ? parameter({ parts: [vectorPart("bias", knobs.width, 0)], role: "vector" }) : null;
  return [linear(graph, x, weight, bias)];
};
