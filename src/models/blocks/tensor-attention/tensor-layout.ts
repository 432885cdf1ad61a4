import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";

/** The knobs that decide the shapes inside tensor attention. */
export interface TensorKnobs {
  readonly heads: number;
  readonly headWidth: number | null;
  readonly order: "pairs" | "triples";
  readonly mode: "exact" | "polynomial";
  readonly degree: number;
  readonly position: "rope" | "none";
}

export interface TensorLayout {
  readonly headWidth: number;
  /** Channels of a head that rotary positions turn; 0 without. */
  readonly rotaryWidth: number;
  /** Monomials of a head's channels up to the degree. */
  readonly features: number;
}

/** Longest sequence whose every pair of tokens is looked at. */
export const MOST_TOKENS_EXACT = 256;

const MAX_HEAD_WIDTH = 64;
/** Eight channels up to degree three: more make each token's sums larger than they are worth. */
const MAX_FEATURES = 165;

/** Monomials of `width` channels up to a degree: C(width + degree, degree). */
function monomialCount(width: number, degree: number): number {
  let count = 1;
  for (let r = 1; r <= degree; r++) count = (count * (width + r)) / r;
  return count;
}

/** Works out one head; refuses what cannot be computed. */
export function tensorLayout(knobs: TensorKnobs, width: number): TensorLayout {
  const headWidth = headWidthOf(knobs, width);
  if (knobs.position === "rope" && headWidth % 2 !== 0) {
    throw new Refusal(
      `rotary positions turn pairs of channels, but a head has ${headWidth}; use no positions here, or an even head width.`,
      "position",
      "none",
    );
  }
  if (knobs.mode === "polynomial") checkSeries(knobs, headWidth);
  return {
    headWidth,
    rotaryWidth: knobs.position === "rope" ? headWidth : 0,
    features: monomialCount(headWidth, knobs.degree),
  };
}

function headWidthOf({ heads, headWidth }: TensorKnobs, width: number): number {
  if (headWidth !== null) return headWidth;
  if (width % heads !== 0) {
    const legal = nearestDivisors(width, heads);
    throw new Refusal(
      `${heads} heads do not divide the width ${width}; the nearest legal values are ${listText(legal)}.`,
      "heads",
      legal[0],
    );
  }
  if (width / heads > MAX_HEAD_WIDTH) {
    throw new Refusal(
      `a head has ${width / heads} channels, but at most ${MAX_HEAD_WIDTH} can be computed; set the head width to ${MAX_HEAD_WIDTH} or less.`,
      "headWidth",
      MAX_HEAD_WIDTH,
    );
  }
  return width / heads;
}

function checkSeries({ order, degree }: TensorKnobs, headWidth: number): void {
  if (order === "pairs") {
    throw new Refusal("the polynomial mode is that of triples; pairs are computed exactly.", "mode", "exact");
  }
  if (monomialCount(headWidth, degree) <= MAX_FEATURES) return;
  const lower = [3, 2, 1].find(
    (candidate) => candidate < degree && monomialCount(headWidth, candidate) <= MAX_FEATURES,
  );
  let widest = headWidth;
  while (monomialCount(widest, degree) > MAX_FEATURES) widest -= 1;
  const offer = `a head width of at most ${widest}${lower === undefined ? "" : `, or degree ${lower}`}`;
  throw new Refusal(
    `the series up to degree ${degree} of ${headWidth} channels has ${monomialCount(headWidth, degree)} terms, more than ${MAX_FEATURES}; use ${offer}.`,
    "headWidth",
    widest,
  );
}
