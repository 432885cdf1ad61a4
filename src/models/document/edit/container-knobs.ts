import type { Catalogue } from "../definition.ts";
import { choiceKnob, integerKnob, numberKnob, toggleKnob, type KnobSchema, type KnobValues } from "../knobs.ts";
import { LIMITS } from "../limits.ts";
import type { Pointer } from "../problem.ts";
import type { JsonValue } from "../schema.ts";
import { z } from "../../../lib/zod.ts";
import { isContainer, type ArchitectureDocument, type ContainerItem, type Item, type Scale } from "../types.ts";
import { setField, type EditedField } from "./fields.ts";
import type { EditOutcome } from "./outcome.ts";
import { itemAt } from "./places.ts";

/** Words of a choice in the inspector, by what stands in the document. */
const PLACEMENTS = { pre: "before the branch", post: "after the sum" } as const;
const SHARINGS = { each: "each pass its own", one: "one set for all passes" } as const;
const INJECTIONS = { none: "enters once", add: "is added at every pass" } as const;
const JOINS = { sum: "summed", gate: "multiplied", concat: "concatenated" } as const;
const SCALES = { fixed: "fixed", scalar: "learned, one number", channel: "learned, one per channel" } as const;

type Words = Readonly<Record<string, string>>;

function choices<Key extends string>(words: Readonly<Record<Key, string>>): readonly [string, ...string[]] {
  return Object.values(words) as unknown as readonly [string, ...string[]];
}

function keyOf(words: Words, word: JsonValue): string | undefined {
  return Object.keys(words).find((key) => words[key] === word);
}

const LARGEST_FACTOR = 1_000;
const factor = { minimum: -LARGEST_FACTOR, maximum: LARGEST_FACTOR, default: 1 };

/** Everything about a container that is not what it holds, as knobs like a block's: the inspector and its help. */
const CONTAINER_KNOBS: Readonly<Record<ContainerItem["kind"], KnobSchema>> = {
  residual: z.strictObject({
    norm: toggleKnob({
      title: "Norm",
      help: "Normalises the stream, so that the branch sees one scale.",
      default: false,
    }),
    placement: choiceKnob({
      title: "Norm stands",
      help: "Before the branch trains deep stacks calmly; after the sum is the first Transformer's.",
      choices: choices(PLACEMENTS),
      default: PLACEMENTS.pre,
    }),
    scaleKind: choiceKnob({
      title: "Branch factor is",
      help: "A fixed number, or learned: one for the branch, or one for each channel.",
      choices: choices(SCALES),
      default: SCALES.fixed,
    }),
    scale: numberKnob({
      title: "Branch factor",
      help: "What the branch is multiplied by, at first if learned.",
      ...factor,
    }),
    skipScaleKind: choiceKnob({
      title: "Skip factor is",
      help: "A fixed number, or learned: one for the skipping arm, or one for each channel.",
      choices: choices(SCALES),
      default: SCALES.fixed,
    }),
    skipScale: numberKnob({
      title: "Skip factor",
      help: "What the stream that skips the branch is multiplied by, at first if learned.",
      ...factor,
    }),
  }),
  sequence: z.strictObject({
    skip: integerKnob({
      title: "Skip",
      help: "How many residuals old the stream is that a residual reads: one is standard, two is a ladder.",
      minimum: 1,
      maximum: 8,
      default: 1,
    }),
    from: integerKnob({
      title: "Standard residuals first",
      help: "So many residuals read the newest stream before the older one is taken.",
      minimum: 0,
      maximum: LIMITS.steps,
      default: 0,
    }),
  }),
  repeat: z.strictObject({
    times: integerKnob({
      title: "Passes",
      help: "How often it runs what is inside it.",
      minimum: 1,
      maximum: LIMITS.passes,
      default: 2,
    }),
    sharing: choiceKnob({
      title: "Weights",
      help: "Shared passes cost work but no parameters.",
      choices: choices(SHARINGS),
      default: SHARINGS.each,
    }),
    inject: choiceKnob({
      title: "Its input",
      help: "Added at every pass, a loop keeps sight of what entered it and begins at zero itself.",
      choices: choices(INJECTIONS),
      default: INJECTIONS.none,
    }),
  }),
  parallel: z.strictObject({
    join: choiceKnob({
      title: "Branches are",
      help: "A sum keeps the width, a product gates one branch by the other, concatenation adds the widths.",
      choices: choices(JOINS),
      default: JOINS.sum,
    }),
  }),
  stage: z.strictObject({}),
};

export function containerKnobs(kind: ContainerItem["kind"]): KnobSchema {
  return CONTAINER_KNOBS[kind];
}

/** What a container has for each of its knobs. */
export function containerValues(item: ContainerItem): KnobValues {
  switch (item.kind) {
    case "residual":
      return {
        norm: item.norm !== undefined,
        placement: PLACEMENTS[item.placement ?? "pre"],
        ...scaleValues("scale", item.scale),
        ...scaleValues("skipScale", item.skipScale),
      };
    case "sequence":
      return { skip: item.skip ?? 1, from: item.from ?? 0 };
    case "repeat":
      return {
        times: item.times,
        sharing: SHARINGS[item.sharing ?? "each"],
        inject: INJECTIONS[item.inject ?? "none"],
      };
    case "parallel":
      return { join: JOINS[item.join] };
    case "stage":
      return {};
  }
}

function scaleValues(name: "scale" | "skipScale", scale: Scale = 1): KnobValues {
  const isLearned = typeof scale === "object";
  return {
    [`${name}Kind`]: SCALES[isLearned ? scale.learned : "fixed"],
    [name]: isLearned ? scale.initial : scale,
  };
}

/**
 * Sets a knob of a container; a value that is the default leaves the document.
 * @param norm what a residual gets when its norm is switched on, such as the one that its preset has
 */
export function setContainerKnob(
  document: ArchitectureDocument,
  pointer: Pointer,
  knob: { readonly name: string; readonly value: JsonValue },
  catalogue: Catalogue,
  norm: Item = { kind: "norm" },
): EditOutcome {
  const item = itemAt(document, pointer);
  if (item === undefined || !isContainer(item))
    return { refusal: "The chosen container is no longer in the document." };
  const [field, value] = fieldOf(item, knob, norm);
  return setField(document, pointer, field, value, catalogue);
}

const WORDS: Readonly<Record<string, Words | undefined>> = {
  placement: PLACEMENTS,
  sharing: SHARINGS,
  inject: INJECTIONS,
  join: JOINS,
};
/** Fields that always stand in the document. */
const REQUIRED = new Set(["times", "join"]);

function fieldOf(
  item: ContainerItem,
  { name, value }: { readonly name: string; readonly value: JsonValue },
  norm: Item,
): readonly [EditedField, unknown] {
  if (name === "norm") return ["norm", value === true ? norm : undefined];
  const scaled = /^(scale|skipScale)(?:Kind)?$/.exec(name)?.[1];
  if (scaled === "scale" || scaled === "skipScale") {
    const knobs = { ...containerValues(item), [name]: value };
    return [scaled, scaleOf(knobs[`${scaled}Kind`], knobs[scaled])];
  }
  const isDefault = !REQUIRED.has(name) && containerKnobDefault(item, name) === value;
  const words = WORDS[name];
  const written = words === undefined ? value : keyOf(words, value);
  return [name as EditedField, isDefault ? undefined : written];
}

function containerKnobDefault(item: ContainerItem, name: string): JsonValue | undefined {
  return (containerKnobs(item.kind).parse({}) as KnobValues)[name];
}

function scaleOf(kind: JsonValue, initial: JsonValue): Scale | undefined {
  const learned = keyOf(SCALES, kind);
  if (learned === "scalar" || learned === "channel") return { learned, initial: Number(initial) };
  return initial === 1 ? undefined : Number(initial);
}
