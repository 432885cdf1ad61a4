import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";

/** The knobs that decide how channels are cut into heads. */
export interface HeadKnobs {
  readonly heads: number;
  readonly queryHeads: number | null;
  readonly kvHeads: number | null;
  readonly headWidth: number | null;
  readonly position: "rope" | "none";
  readonly ropeFraction: number;
}

export interface HeadLayout {
  readonly queryHeads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  /** Channels of a head that rotary positions turn; 0 without. */
  readonly rotaryWidth: number;
}

const MAX_HEAD_WIDTH = 128;

/** As many query as key/value heads, each its share of the width, without rotary positions. */
export const PLAIN_HEADS = {
  queryHeads: null,
  kvHeads: null,
  headWidth: null,
  position: "none",
  ropeFraction: 1,
} as const;

/** Works out the heads at a stream width; refuses what does not divide. */
export function headLayout(knobs: HeadKnobs, width: number): HeadLayout {
  const queryHeads = knobs.queryHeads ?? knobs.heads;
  const kvHeads = knobs.kvHeads ?? queryHeads;
  if (queryHeads > knobs.heads && knobs.headWidth === null) {
    throw new Refusal(
      `${queryHeads} query heads are more than the ${knobs.heads} nominal heads that cut the width; use ${knobs.heads}, or set a head width.`,
      "queryHeads",
      knobs.heads,
    );
  }
  const headWidth = knobs.headWidth ?? width / knobs.heads;
  if (!Number.isInteger(headWidth))
    refuseDivisor("heads", `${knobs.heads} heads do not divide the width ${width}`, width, knobs.heads);
  if (kvHeads > queryHeads) {
    throw new Refusal(
      `${kvHeads} key/value heads are more than the ${queryHeads} query heads; use at most ${queryHeads}.`,
      "kvHeads",
      queryHeads,
    );
  }
  if (queryHeads % kvHeads !== 0) {
    refuseDivisor(
      "kvHeads",
      `${kvHeads} key/value heads do not divide the ${queryHeads} query heads`,
      queryHeads,
      kvHeads,
    );
  }
  if (headWidth > MAX_HEAD_WIDTH) {
    const field = knobs.headWidth === null ? "heads" : "headWidth";
    const legal = knobs.headWidth === null ? Math.ceil(width / MAX_HEAD_WIDTH) : MAX_HEAD_WIDTH;
    throw new Refusal(
      `a head has ${headWidth} channels, but at most ${MAX_HEAD_WIDTH} can be computed; ${field === "heads" ? `use at least ${legal} heads` : `use ${legal}`}.`,
      field,
      legal,
    );
  }
  const rotaryWidth = knobs.position === "rope" ? rotaryWidthOf(knobs, headWidth, width) : 0;
  return { queryHeads, kvHeads, headWidth, rotaryWidth };
}

function rotaryWidthOf(knobs: HeadKnobs, headWidth: number, width: number): number {
  const turned = Math.floor(knobs.ropeFraction * headWidth);
  if (turned % 2 === 0) return turned;
  if (knobs.ropeFraction < 1) return turned - 1;
  const field = knobs.headWidth === null ? "heads" : "headWidth";
  const legal =
    knobs.headWidth === null
      ? nearestDivisors(width, knobs.heads, (heads) => (width / heads) % 2 === 0)
      : [headWidth - 1, headWidth + 1].filter((candidate) => candidate > 0);
  const offer =
    legal.length === 0
      ? "choose another width"
      : `the nearest legal ${field === "heads" ? "numbers of heads" : "head widths"} are ${listText(legal)}`;
  throw new Refusal(
    `a head has ${headWidth} channels, but rotary positions turn pairs and need an even number; ${offer}.`,
    field,
    legal[0],
  );
}

function refuseDivisor(field: string, sentence: string, total: number, wanted: number): never {
  const legal = nearestDivisors(total, wanted);
  throw new Refusal(`${sentence}; the nearest legal values are ${listText(legal)}.`, field, legal[0]);
}
