import { Refusal } from "../../document/problem.ts";

interface PatternKnobs {
  readonly pattern: "fixed" | "log-n" | "axial";
  readonly segment: number;
  readonly pooling: "max" | "mean";
  readonly regions: boolean;
}

/** Of the lengths that small models read, 64 and 128 tokens, the power of two nearest to the root. */
export const DEFAULT_SEGMENT = 8;

/** Refuses knobs that the pattern has no use for. */
export function checkPattern({ pattern, segment, pooling, regions }: PatternKnobs): void {
  if (pattern === "fixed") return;
  if (pattern === "axial") {
    checkAxial({ pooling, regions });
    return;
  }
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

function checkAxial({ pooling, regions }: Pick<PatternKnobs, "pooling" | "regions">): void {
  if (pooling !== "max") {
    throw new Refusal(
      "the axial pattern pools nothing, each token of a row makes a summary of its own; leave the pooling at max, or use the fixed pattern.",
      "pooling",
      "max",
    );
  }
  if (!regions) {
    throw new Refusal(
      "without regions the axial pattern is the block-local one; turn regions on, or use the fixed pattern.",
      "regions",
      true,
    );
  }
}
