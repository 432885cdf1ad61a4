import { embedding } from "../../../kernels-wgsl/embedding/kernel.ts";
import { cachedAttend } from "../../decode/cached-attend.ts";
import type { BlockStep } from "../../decode/step-context.ts";
import { mixedBlock } from "./build.ts";
import { placeTable } from "./linear-bias.ts";

/** One token: its query against the cached keys and values; its place is looked up. */
export const step: BlockStep<"mixed-attention"> = (context) => {
  const { graph, position, capacity } = context;
  const places = () => graph.apply(embedding, [position, placeTable(context, capacity)], { scale: 1 })[0];
  return [mixedBlock(context, { attend: cachedAttend(context, "Attention with head mixing"), places })];
};
