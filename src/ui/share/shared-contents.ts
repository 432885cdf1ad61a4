import type { Result } from "../../experiments/schema/result.ts";
import type { SharedContent } from "../../sharing/content.ts";

/** A result as links carry it: its experiment, and its digest where a run reached its end. */
export async function contentOfResult(result: Result): Promise<SharedContent> {
  const { digestOfResult } = await import("../../sharing/result-digest.ts");
  const digest = await digestOfResult(result);
  const { experiment } = result;
  return digest === undefined ? { kind: "experiment", experiment } : { kind: "result", experiment, digest };
}
