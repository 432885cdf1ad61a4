import type { DatasetReport, Evaluation } from "./result.ts";

/** What quality is counted in, and what an example is called, for people. */
export interface Measure {
  /** Of the number that arms are compared by; less is better. */
  readonly unit: string;
  /** What one of the data's units is, such as `token`. */
  readonly example: string;
  /** Whether an answer is right or wrong, so that there is an accuracy. */
  readonly hasAccuracy: boolean;
  /** Whether quality is a code length, so that there are bits and a perplexity; else it is the loss itself. */
  readonly hasPerplexity: boolean;
}

const MEASURES: Readonly<Record<NonNullable<DatasetReport["asks"]>, Measure>> = {
  "next-token": { unit: "bits/byte", example: "token", hasAccuracy: false, hasPerplexity: true },
  "label-tokens": { unit: "bits/label", example: "token", hasAccuracy: true, hasPerplexity: true },
  "classify-image": { unit: "nats/image", example: "image", hasAccuracy: true, hasPerplexity: false },
  "classify-series": { unit: "nats/series", example: "series", hasAccuracy: true, hasPerplexity: false },
  segment: { unit: "nats/pixel", example: "image", hasAccuracy: true, hasPerplexity: false },
  "domain-adaptation": { unit: "nats/patch", example: "patch", hasAccuracy: true, hasPerplexity: false },
  forecast: { unit: "MSE", example: "window", hasAccuracy: false, hasPerplexity: false },
  regression: { unit: "squared error", example: "position", hasAccuracy: false, hasPerplexity: false },
};

/** How the results of these data are counted; a result from before images is one of text. */
export function measureOf(dataset: Pick<DatasetReport, "asks"> | undefined): Measure {
  return MEASURES[dataset?.asks ?? "next-token"];
}

/** The unit as it is read aloud, such as `bits per byte`. */
export function unitInWords({ unit }: Measure): string {
  return unit.replace("/", " per ");
}

/** What an example of a document's task is called, such as `image`. */
export function exampleOf({ kind }: { readonly kind: string }): string {
  return Object.entries(MEASURES).find(([asks]) => asks === kind)?.[1].example ?? "token";
}

/** The number that arms are compared by: bits per byte, label or image, else the loss itself. Less is better. */
export function qualityOf({ bitsPerByte, loss }: Pick<Evaluation, "bitsPerByte" | "loss">): number {
  return bitsPerByte ?? loss;
}

/** Its standard error. */
export function qualityErrorOf(evaluation: Evaluation): number | undefined {
  const { bitsPerByte, bitsPerByteStandardError, standardError } = evaluation;
  return bitsPerByte === undefined ? standardError : bitsPerByteStandardError;
}

/** What one unit of held-out loss is in the number that arms are compared by. */
export function qualityPerLoss({ asks, evalSlice }: Pick<DatasetReport, "asks" | "evalSlice">): number {
  if (!measureOf({ asks }).hasPerplexity) return 1;
  const { tokens, bytes } = evalSlice;
  return (bytes > 0 ? tokens / bytes : 1) / Math.LN2;
}
