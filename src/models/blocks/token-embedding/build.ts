import { embedding } from "../../../kernels-wgsl/embedding/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { matrixPart } from "../../build/layers.ts";

export const build: BlockBuild<"token-embedding"> = ({ graph, knobs, inputs: [ids], shapes: [shape], parameter }) => {
  if (shape.content !== "ids") throw new Error("an embedding was built on features");
  const table = parameter({
    parts: [matrixPart("weight", shape.vocabulary, knobs.width, knobs.std)],
    role: "embedding",
  });
  const scale = knobs.scale === "sqrt-width" ? Math.sqrt(knobs.width) : 1;
  return graph.apply(embedding, [ids, table], { scale });
};
