import type { BlockStep } from "../../decode/step-context.ts";
import { cachedAttend } from "../../decode/cached-attend.ts";
import { attentionBlock } from "./build.ts";

/** One token: its query against the cached keys and values. */
export const step: BlockStep<"attention"> = (context) => [attentionBlock(context, cachedAttend(context, "Attention"))];
