import type { BlockStep } from "../../decode/step-context.ts";
import { cachedAttend } from "../../decode/cached-attend.ts";
import { nobleAttentionBlock } from "./build.ts";

/** One token: its query against the cached keys and values. */
export const step: BlockStep<"noble-attention"> = (context) => [
  nobleAttentionBlock(context, cachedAttend(context, "NOBLE attention")),
];
