import { Projection, type BlockBuild } from "../../build/block-build.ts";
import { matrixPart, vectorPart } from "../../build/layers.ts";

export const build: BlockBuild<"head"> = ({ knobs, inputs: [x], wanted, parameter }) => {
  if (wanted?.content !== "features") throw new Error("a head was built where the task wants no features");
  const width = x.shape[x.shape.length - 1];
  const weight = parameter({ parts: [matrixPart("weight", wanted.width, width, knobs.std)], role: "head" });
  const bias = knobs.bias ? parameter({ parts: [vectorPart("bias", wanted.width, 0)], role: "vector" }) : null;
  return [new Projection(x, weight, bias)];
};
