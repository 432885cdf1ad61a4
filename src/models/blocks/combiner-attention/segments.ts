import { Refusal } from "../../document/problem.ts";

interface PatternKnobs {
  readonly pattern: "fixed" | "log-n";
  readonly segment: number | null;
  readonly regions: boolean;
}

/** Tokens per segment: as the knob says, or the power of two nearest to the root of the length, upwards on a tie. */
export function segmentOf({ segment }: Pick<PatternKnobs, "segment">, length: number): number {
  if (segment !== null) return segment;
  const below = 2 ** Math.floor(Math.log2(Math.sqrt(length)));
  const root = Math.sqrt(length);
  return root - below < 2 * below - root ? below : 2 * below;
}

/** Refuses knobs that the pattern has no use for. */
export function checkPattern({ pattern, segment, regions }: PatternKnobs): void {
  if (pattern === "fixed") return;
  if (segment !== null) {
    throw new Refusal(
      `segments of ${segment} tokens belong to the fixed pattern; log-n has blocks of every length. Leave the segment at null, or use the fixed pattern.`,
      "segment",
      null,
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
