import type { BlockStep } from "../../decode/step-context.ts";
import { cachedAttend } from "../../decode/cached-attend.ts";
import { memoryAttentionBlock } from "./build.ts";

/** One token: its query against the cached keys and values. */
export const step: BlockStep<"memory-attention"> = (context) => [
  memoryAttentionBlock(context, cachedAttend(context, "Memory attention")),
];
