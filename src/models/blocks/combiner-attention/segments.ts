import { Refusal } from "../../document/problem.ts";

interface PatternKnobs {
  readonly pattern: "fixed" | "log-n";
  readonly segment: number;
  readonly regions: boolean;
}

/** Of the lengths that small models read, 64 and 128 tokens, the power of two nearest to the root. */
export const DEFAULT_SEGMENT = 8;

/** Refuses knobs that the pattern has no use for. */
export function checkPattern({ pattern, segment, regions }: PatternKnobs): void {
  if (pattern === "fixed") return;
  if (segment !== DEFAULT_SEGMENT) {
    throw new Refusal(
      `segments of ${segment} tokens belong to the fixed pattern; log-n has blocks of every length. Leave the segment at ${DEFAULT_SEGMENT}, or use the fixed pattern.`,
      "segment",
      DEFAULT_SEGMENT,
    );
  }
  if (!regions) {
    throw new Refusal(
      "without regions a token of the log-n pattern sees itself and one neighbour; turn regions on, or use the fixed pattern.",
      "regions",
      true,
    );
  }
}
