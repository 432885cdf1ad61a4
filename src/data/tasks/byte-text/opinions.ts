import { STREAMS, threefry2x32, uniformBelow, uniformFloat } from "../../../lib/threefry.ts";
import { askedAtEnd, padded, type TaskRow } from "../labelled-task.ts";

const words = (text: string): readonly string[] => text.split(" ");

/** 24 words of praise. */
export const POSITIVE = words(
  "good great fine lovely superb brilliant charming clever bright warm vivid moving funny fresh graceful rich bold honest tender gripping delightful splendid perfect wonderful",
);
/** 24 words of blame. */
export const NEGATIVE = words(
  "bad awful poor dull boring weak clumsy silly bleak cold flat tedious stale lazy shallow empty messy false harsh tiresome dreadful horrid faulty terrible",
);
/** 60 words that say nothing of either. */
export const NEUTRAL = words(
  "the film story actor scene plot music camera ending script hero dialogue city evening table window letter garden road river train season paper colour director year village house voice picture chapter friend street morning summer winter island bridge doctor painter number corner market station mirror lamp harbour kitchen castle forest teacher brother sister question journey theatre bottle ticket mountain carpet",
);
export const NEGATORS = words("not never hardly");
export const INTENSIFIERS = words("very really");
/** Words of praise and blame behind it count twice, to the end of the sentence. */
export const JOINER = "but";

export const PAD = 0;
export const ROW_LENGTH = 512;

export interface OpinionSetting {
  /** Bytes of a row. */
  readonly length: number;
  /** Chance that a word of praise or blame is turned into its opposite. */
  readonly negatorRate: number;
}

export const OPINIONS: OpinionSetting = { length: ROW_LENGTH, negatorRate: 0.3 };

const JOINER_CHANCE = 0.3;
const POLAR_CHANCE = 0.25;
const INTENSIFIER_CHANCE = 0.2;
const SHORTEST_SENTENCE = 4;
const LONGEST_SENTENCE = 9;
/** A text is long enough when it fills this share of its row. */
const FILLED = 0.9;
/** Least absolute score of a text that has a clear tendency. */
const CLEAR = 3;

/** What a text says, from its words alone: praise less blame, each turned and weighted by what stands before it. */
export function scoreOf(text: string): number {
  let score = 0;
  for (const sentence of text.split(".")) {
    let [factor, weight] = [1, 1];
    for (const word of sentence.split(" ")) {
      if (word === JOINER) weight = 2;
      else if (NEGATORS.includes(word)) factor = -factor;
      else if (INTENSIFIERS.includes(word)) factor *= 2;
      else {
        score += factor * weight * (Number(POSITIVE.includes(word)) - Number(NEGATIVE.includes(word)));
        factor = 1;
      }
    }
  }
  return score;
}

interface Draws {
  readonly chance: (share: number) => boolean;
  readonly below: (count: number) => number;
}

function drawsOf(seed: number, index: number): Draws {
  let at = 0;
  const word = (): number => threefry2x32(seed, STREAMS.sampling, index, at++)[0];
  return { chance: (share) => uniformFloat(word()) < share, below: (count) => uniformBelow(word(), count) };
}

function sentence({ chance, below }: Draws, negatorRate: number): string {
  const one = (among: readonly string[]): string => among[below(among.length)];
  const slots = SHORTEST_SENTENCE + below(LONGEST_SENTENCE - SHORTEST_SENTENCE + 1);
  const joinerAt = chance(JOINER_CHANCE) ? 1 + below(slots - 2) : undefined;
  const said = Array.from({ length: slots }, (_, slot): readonly string[] => {
    if (slot === joinerAt) return [JOINER];
    if (!chance(POLAR_CHANCE)) return [one(NEUTRAL)];
    const negator = chance(negatorRate) ? [one(NEGATORS)] : [];
    const intensifier = chance(INTENSIFIER_CHANCE) ? [one(INTENSIFIERS)] : [];
    return [...negator, ...intensifier, one(chance(0.5) ? POSITIVE : NEGATIVE)];
  });
  return `${said.flat().join(" ")}. `;
}

/** Text `index` of a seed; even ones blame, odd ones praise. */
export function opinion(seed: number, index: number, { length, negatorRate }: OpinionSetting): string {
  const draws = drawsOf(seed, index);
  const isPraise = index % 2 === 1;
  for (;;) {
    let text = "";
    while (text.length < FILLED * length) text += sentence(draws, negatorRate);
    const score = scoreOf(text);
    if (text.length <= length && Math.abs(score) >= CLEAR && score > 0 === isPraise) return text;
  }
}

/** Row `index`: the bytes of a text behind padding; asked is whether it praises. */
export function opinionRow(seed: number, index: number): TaskRow {
  const text = new TextEncoder().encode(opinion(seed, index, OPINIONS));
  return askedAtEnd(padded(text, ROW_LENGTH, PAD), index % 2);
}
