import type { Catalogue } from "./definition.ts";
import { defaultKnobs, knobFields, RANGE_OFFER, type KnobField } from "./knobs.ts";
import { Refusal, type Problem } from "./problem.ts";
import type { BlockStep } from "./program.ts";
import type { JsonValue } from "./schema.ts";
import type { StreamShape } from "./shape.ts";
import type { ArchitectureDocument } from "./types.ts";

/** Whole documents that are tried on either side. */
const MOST_DOCUMENTS = 128;
/** Problems whose offers are tried: those that a person sees first. */
const MOST_PROBLEMS = 2;
/** Offers followed one after the other. */
const MOST_OFFERS = 4;

/** What is wrong, and a value of the knob at fault that mends it. */
export interface Offer {
  readonly sentence: string;
  readonly suggestion: JsonValue | undefined;
}

/**
 * What a block's refusal offers, made sure of: the nearest value of that knob with which the block's own rule takes everything else that it
 * is given. A rule looks at one thing at a time, so that what it names may be refused by its next line. Refusals of no knob stay as they are.
 */
export function offerOf(step: BlockStep, inputs: readonly StreamShape[], refusal: Refusal): Offer {
  const { message: sentence, suggestion } = refusal;
  const knob = knobFields(step.definition.knobs).find(({ name }) => name === refusal.field);
  if (knob === undefined) return { sentence, suggestion };
  const wanted = step.knobs[knob.name] ?? suggestion ?? knob.default;
  const nearest = firstOf(candidatesOf(knob, wanted, suggestion), (value) => accepts(step, inputs, knob, value));
  const isSaid = typeof nearest === "number" ? named(sentence).includes(nearest) : nearest === suggestion;
  if (isSaid) return { sentence, suggestion: nearest };
  return { sentence: withOffer(sentence, nearest), suggestion: nearest };
}

function firstOf<Value>(values: Iterable<Value>, isLegal: (value: Value) => boolean): Value | undefined {
  for (const value of values) if (isLegal(value)) return value;
  return undefined;
}

/** Values to try, the best first. */
function candidatesOf(knob: KnobField, wanted: JsonValue, suggestion: JsonValue | undefined): Iterable<JsonValue> {
  const own = suggestion === undefined ? [] : [suggestion];
  switch (knob.control) {
    case "integer": {
      const middle = typeof wanted === "number" ? wanted : suggestion;
      return typeof middle === "number" ? outwards(middle, knob) : own;
    }
    case "number":
      return [...own, knob.default];
    case "choice":
      return [...own, ...(knob.choices ?? [])];
    case "toggle":
      return [...own, true, false];
  }
}

/** The numbers that a sentence holds. */
const named = (sentence: string): number[] => (sentence.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

interface Range {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Whole numbers of a range from one outwards, below before above. */
function* outwards(middle: number, { minimum = -Infinity, maximum = Infinity }: Range): Generator<number> {
  if (middle >= minimum && middle <= maximum) yield middle;
  for (let distance = 1; middle - distance >= minimum || middle + distance <= maximum; distance++) {
    if (middle - distance >= minimum && middle - distance <= maximum) yield middle - distance;
    if (middle + distance >= minimum && middle + distance <= maximum) yield middle + distance;
  }
}

function accepts(step: BlockStep, inputs: readonly StreamShape[], knob: KnobField, value: JsonValue): boolean {
  const { definition, knobs, wanted } = step;
  if (!definition.knobs.shape[knob.name].safeParse(value).success) return false;
  try {
    definition.shapes({ knobs: { ...knobs, [knob.name]: value }, inputs, wanted });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** The sentence with a value in the place of its offer, where it has one behind its last semicolon or as a sentence of its own. */
export function withOffer(sentence: string, value: JsonValue | undefined): string {
  const offer =
    value === undefined
      ? "no value of it fits here, so change another knob"
      : `the nearest legal value is ${JSON.stringify(value)}`;
  const [ofRange] = sentence.split(`. ${RANGE_OFFER}`);
  const end = sentence.lastIndexOf("; ");
  const wrong = ofRange === sentence && end > 0 ? sentence.slice(0, end) : ofRange.replace(/\.$/, "");
  return `${wrong}; ${offer}.`;
}

interface Owner {
  readonly kind?: string;
  knobs?: Record<string, JsonValue>;
  readonly perPass?: object;
}

/** What stands at a place of the document. */
function itemAt(document: ArchitectureDocument, pointer: Problem["pointer"]): Owner | undefined {
  return pointer.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key],
    document,
  ) as Owner | undefined;
}

/** The document with another number for the knob that a problem is about; undefined where it is about none. */
function mended(
  document: ArchitectureDocument,
  { pointer, field }: Problem,
  value: JsonValue,
): ArchitectureDocument | undefined {
  if (field === undefined || typeof value !== "number") return undefined;
  const copy = structuredClone(document);
  const owner = itemAt(copy, pointer);
  if (owner?.kind === undefined || Object.hasOwn(owner.perPass ?? {}, field)) return undefined;
  owner.knobs = { ...owner.knobs, [field]: value };
  return copy;
}

/** Checks a document; with `makesSure` its offers are legal in their own blocks, without it they may be refused again. */
export type Check = (document: ArchitectureDocument, makesSure: boolean) => readonly Problem[];

/**
 * The problems with offers that were tried, of the first few. A number that does not fit the others is offered one that leaves nothing wrong that was right
 * before, in later blocks too; where none near does, or the number was out of its range, one that its own block takes.
 */
export function triedOffers(
  document: ArchitectureDocument,
  problems: readonly Problem[],
  check: Check,
  blocks: Catalogue["blocks"],
): readonly Problem[] {
  const known = new Set(problems.map(placeOf));
  return problems.map((problem, place) => {
    if (place >= MOST_PROBLEMS) return problem;
    const own = takenByBlock(document, problem, check);
    if (typeof own !== "number") return problem;
    const mends = (value: number): boolean => {
      const tried = mended(document, problem, value);
      return (
        tried === undefined ||
        check(tried, false).every((left) => placeOf(left) !== placeOf(problem) && known.has(placeOf(left)))
      );
    };
    const near = { minimum: own - MOST_DOCUMENTS, maximum: own + MOST_DOCUMENTS };
    const isFree = Number.isInteger(own) && !problem.sentence.includes(RANGE_OFFER);
    const tries = isFree ? outwards(own, near) : [own, ...numbersBeside(document, problem, own, blocks)];
    const suggestion = firstOf(tries, mends) ?? own;
    if (suggestion === problem.suggestion) return problem;
    return { ...problem, suggestion, sentence: withOffer(problem.sentence, suggestion) };
  });
}

/** For a knob of no whole numbers, the block's other numbers, the nearest first: where one may not pass another, that one is the limit. */
function numbersBeside(
  document: ArchitectureDocument,
  { pointer, field }: Problem,
  own: number,
  blocks: Catalogue["blocks"],
): number[] {
  const { kind, knobs } = itemAt(document, pointer) ?? {};
  const definition = kind === undefined ? undefined : blocks.get(kind);
  if (definition === undefined) return [];
  const fields = knobFields(definition.knobs);
  if (fields.find(({ name }) => name === field)?.control !== "number") return [];
  const given = { ...defaultKnobs(definition.knobs), ...knobs };
  return fields
    .flatMap(({ name, control }) => (control === "number" && name !== field ? [Number(given[name])] : []))
    .toSorted((a, b) => Math.abs(a - own) - Math.abs(b - own));
}

/** A problem's offer, or what is offered where that is refused in turn. */
function takenByBlock(document: ArchitectureDocument, problem: Problem, check: Check): JsonValue | undefined {
  let { suggestion } = problem;
  for (let offers = 0; offers < MOST_OFFERS && suggestion !== undefined; offers++) {
    const tried = mended(document, problem, suggestion);
    const next = tried && check(tried, true).find((left) => placeOf(left) === placeOf(problem));
    if (typeof next?.suggestion !== "number") break;
    suggestion = next.suggestion;
  }
  return suggestion;
}

const placeOf = ({ node, field = "" }: Problem): string => `${node} ${field}`;
