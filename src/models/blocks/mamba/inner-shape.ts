import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";
import type { Extent } from "../../document/shape.ts";

/** The knobs that decide the block's widths and paths. */
export interface InnerKnobs {
  readonly ssm: "mamba" | "mamba2" | "lti";
  readonly expand: number;
  readonly state: number;
  readonly dtMin: number;
  readonly dtMax: number;
  readonly stepRank: number | null;
  readonly headWidth: number;
  readonly scanOrder: "causal" | "bidirectional" | "cross-4";
  readonly gridRows: number | null;
}

export interface InnerShape {
  /** E, channels that carry a state. */
  readonly inner: number;
  /** R, numbers that the time steps are projected from. */
  readonly stepRank: number;
  /** H, heads of Mamba-2. */
  readonly heads: number;
  /** Channels that the short convolution filters. */
  readonly filtered: number;
  /** Rows of the grid that columns are walked down; 1 where there is none. */
  readonly gridRows: number;
}

export const routeCount = ({ scanOrder }: Pick<InnerKnobs, "scanOrder">): number =>
  ({ causal: 1, bidirectional: 2, "cross-4": 4 })[scanOrder];

/** Widths at a stream's width; refuses what does not divide. */
export function innerShape(
  knobs: InnerKnobs,
  { width, positions }: { readonly width: number; readonly positions: readonly Extent[] },
): InnerShape {
  const inner = Math.round(knobs.expand * width);
  if (Math.abs(inner - knobs.expand * width) > 1e-6) {
    const legal = [Math.floor(knobs.expand * width), Math.ceil(knobs.expand * width)].map((e) => e / width);
    throw new Refusal(
      `an expansion of ${knobs.expand} does not make a whole number of channels from the width ${width}; the nearest legal values are ${listText(legal)}.`,
      "expand",
      legal[0],
    );
  }
  if (knobs.dtMin > knobs.dtMax) {
    throw new Refusal(
      `the shortest time step ${knobs.dtMin} is longer than the longest, ${knobs.dtMax}; use at most ${knobs.dtMax}.`,
      "dtMin",
      knobs.dtMax,
    );
  }
  if (knobs.ssm === "mamba2" && inner % knobs.headWidth !== 0) {
    const legal = nearestDivisors(inner, knobs.headWidth);
    throw new Refusal(
      `heads of ${knobs.headWidth} channels do not divide the inner width ${inner}; the nearest legal head widths are ${listText(legal)}.`,
      "headWidth",
      legal[0],
    );
  }
  return {
    inner,
    stepRank: knobs.stepRank ?? Math.ceil(width / 16),
    heads: inner / knobs.headWidth,
    filtered: inner + (knobs.ssm === "mamba2" ? 2 * knobs.state : 0),
    gridRows: knobs.scanOrder === "cross-4" ? gridRows(knobs.gridRows, positions) : 1,
  };
}

function gridRows(wanted: number | null, positions: readonly Extent[]): number {
  const fixed = positions.every((extent) => extent !== "T");
  const tokens = fixed ? positions.reduce((product, extent) => product * extent, 1) : null;
  const own = positions.length === 2 && fixed ? positions[0] : 1;
  const rows = wanted ?? own;
  if (tokens === null || tokens % rows === 0) return rows;
  const legal = nearestDivisors(tokens, rows);
  throw new Refusal(
    `a grid of ${rows} rows cannot hold ${tokens} tokens; the nearest legal numbers of rows are ${listText(legal)}.`,
    "gridRows",
    legal[0],
  );
}
