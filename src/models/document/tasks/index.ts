import { classifyImage } from "./classify-image.ts";
import { classifySequence } from "./classify-sequence.ts";
import { classifySeries } from "./classify-series.ts";
import { domainAdaptation } from "./domain-adaptation.ts";
import { forecast } from "./forecast.ts";
import { labelTokens } from "./label-tokens.ts";
import { nextToken } from "./next-token.ts";
import { pairRetrieval } from "./pair-retrieval.ts";
import { regression } from "./regression.ts";
import { segment } from "./segment.ts";

/** What a document may ask of its network: declarations of what comes in, goes out and is compared. */
export const TASKS = [
  nextToken,
  labelTokens,
  classifyImage,
  classifySequence,
  classifySeries,
  pairRetrieval,
  regression,
  forecast,
  segment,
  domainAdaptation,
] as const;
