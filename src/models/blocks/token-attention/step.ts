import type { BlockStep } from "../../decode/step-context.ts";
import { cachedAttend } from "../../decode/cached-attend.ts";
import { tokenAttentionBlock } from "./build.ts";

/** One token: its query against the cached keys and values. */
export const step: BlockStep<"token-attention"> = (context) => [
  tokenAttentionBlock(context, cachedAttend(context, "Token-parameter attention")),
];
