import type { BlockBuild } from "../../build/block-build.ts";
import { pattentionLayer } from "./tokens.ts";

export const build: BlockBuild<"pattention"> = (context) => {
  const { knobs } = context;
  const [x] = context.inputs;
  const width = x.shape[x.shape.length - 1];
  return [pattentionLayer(context, x, { suffixes: [""], tokens: knobs.tokens ?? 4 * width, knobs, outputs: width })];
};
