import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";

export interface MinimalKnobs {
  readonly queryKey: "low-rank" | "full";
  readonly valueOutput: "both" | "merged" | "none";
  readonly similarity: "asymmetric" | "symmetric-factor" | "symmetric-packed";
  readonly heads: number;
  readonly scale: "head" | "width";
  readonly position: "rope" | "none";
}

export interface MinimalLayout {
  /** D / H, also the scale's. */
  readonly headWidth: number;
  /** Channels that queries and keys are compared over. */
  readonly scoreWidth: number;
  readonly rotaryWidth: number;
  /** Equal pieces that a head's values are moved in, since attention carries at most 128 channels at once. */
  readonly pieces: number;
}

const MAX_WIDTH = 128;

/** Works out the widths; refuses forms that are none. */
export function minimalLayout(knobs: MinimalKnobs, width: number): MinimalLayout {
  const { queryKey, valueOutput, heads, position } = knobs;
  const headWidth = width / heads;
  if (!Number.isInteger(headWidth)) {
    const legal = nearestDivisors(width, heads).filter((divisor) => divisor <= 8);
    throw new Refusal(
      `${heads} heads do not divide the width ${width}; the nearest legal values are ${listText(legal)}.`,
      "heads",
      legal[0],
    );
  }
  checkForm(knobs);
  const scoreWidth = queryKey === "full" ? width : headWidth;
  if (scoreWidth > MAX_WIDTH) {
    throw new Refusal(
      `similarity over ${scoreWidth} channels was asked for, but at most ${MAX_WIDTH} can be compared; use ${queryKey === "full" ? "low rank" : "more heads"}.`,
      queryKey === "full" ? "queryKey" : "heads",
      queryKey === "full" ? "low-rank" : nearestDivisors(width, Math.ceil(width / MAX_WIDTH)).at(-1),
    );
  }
  if (position === "rope" && scoreWidth % 2 !== 0) {
    throw new Refusal(
      `rotary positions turn pairs of channels, but similarity is over ${scoreWidth}; use no positions here, or another number of heads.`,
      "position",
      "none",
    );
  }
  const rotaryWidth = position === "rope" ? scoreWidth : 0;
  return { headWidth, scoreWidth, rotaryWidth, pieces: valueOutput === "both" ? 1 : piecesOf(width) };
}

/**
 * Whether decoding keeps x alone, for keys and values alike: values are not mapped, and a map of the keys can act on the query
 * instead, because no rotary position stands between.
 */
export const cachesVectorsAlone = ({ valueOutput, position }: MinimalKnobs): boolean =>
  valueOutput !== "both" && position === "none";

function piecesOf(width: number): number {
  let pieces = 1;
  while (width % pieces !== 0 || width / pieces > MAX_WIDTH) pieces += 1;
  return pieces;
}

function checkForm({ queryKey, similarity, position }: MinimalKnobs): void {
  if (queryKey === "full" && similarity === "symmetric-factor") {
    throw new Refusal(
      "the factor form is a map to fewer channels; use low rank, or the packed form of a full matrix.",
      "queryKey",
      "low-rank",
    );
  }
  if (queryKey === "low-rank" && similarity === "symmetric-packed") {
    throw new Refusal(
      "the packed form is a full symmetric matrix; use full, or the factor form of low rank.",
      "queryKey",
      "full",
    );
  }
  if (similarity === "symmetric-packed" && position === "rope") {
    throw new Refusal(
      "a packed symmetric similarity is not symmetric any more under rotary positions; use none here and learned positions after the embedding.",
      "position",
      "none",
    );
  }
}
