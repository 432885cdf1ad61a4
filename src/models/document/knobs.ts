import { z } from "../../lib/zod.ts";
import { listText, nearestWord, Refusal } from "./problem.ts";
import type { JsonValue } from "./schema.ts";

/** What a form, a sentence and the help need to know about one knob; it rides on the knob's schema. */
export interface KnobMeta {
  readonly title: string;
  /** One sentence for people; also the page's help and the docs. */
  readonly help: string;
  readonly control: "integer" | "number" | "choice" | "toggle";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly choices?: readonly string[];
  /** What `null` stands for, where it is allowed; null is then the default unless said otherwise. */
  readonly nullMeans?: string;
  /** Default of the version in which the knob first appeared: hashes leave the knob out at that value. */
  readonly firstDefault?: JsonValue;
}

/** A knob with its place in a block: what a form draws one control from. */
export interface KnobField extends KnobMeta {
  readonly name: string;
  readonly default: JsonValue;
}

/** Every knob of a block or task; all have defaults, so that a block can be dropped in as it is. */
export type KnobSchema = z.ZodObject<Record<string, z.ZodType>>;
export type KnobValues = Readonly<Record<string, JsonValue>>;

interface Words {
  readonly title: string;
  readonly help: string;
  readonly firstDefault?: JsonValue;
}
interface Range extends Words {
  readonly minimum: number;
  readonly maximum: number;
}

/** A whole number. */
export function integerKnob(options: Range & { readonly default: number }) {
  return numberSchema(options, z.int()).default(options.default).meta(metaOf(options, "integer"));
}

/** A whole number, or null for a value that follows from others. */
export function optionalIntegerKnob(options: Range & { readonly nullMeans: string }) {
  return numberSchema(options, z.int()).nullable().default(null).meta(metaOf(options, "integer"));
}

/** A real number. */
export function numberKnob(options: Range & { readonly default: number }) {
  return numberSchema(options, z.number()).default(options.default).meta(metaOf(options, "number"));
}

/** A real number, or null for none. */
export function optionalNumberKnob(options: Range & { readonly nullMeans: string }) {
  return numberSchema(options, z.number()).nullable().default(null).meta(metaOf(options, "number"));
}

/** One of several words. */
export function choiceKnob<const Choices extends readonly [string, ...string[]]>(
  options: Words & { readonly choices: Choices; readonly default: Choices[number] },
) {
  return z
    .enum(options.choices)
    .default(options.default as never)
    .meta(metaOf(options, "choice"));
}

/** On or off. */
export function toggleKnob(options: Words & { readonly default: boolean }) {
  return z.boolean().default(options.default).meta(metaOf(options, "toggle"));
}

function numberSchema(range: Range, schema: z.ZodNumber): z.ZodNumber {
  return schema.min(range.minimum).max(range.maximum);
}

function metaOf(options: Words & Partial<KnobMeta>, control: KnobMeta["control"]) {
  return { ...options, description: options.help, control };
}

const FIELDS = new WeakMap<KnobSchema, readonly KnobField[]>();

/** The knobs of a schema in order, each with its metadata and default. */
export function knobFields(schema: KnobSchema): readonly KnobField[] {
  const known = FIELDS.get(schema);
  if (known !== undefined) return known;
  const fields = readFields(schema);
  FIELDS.set(schema, fields);
  return fields;
}

function readFields(schema: KnobSchema): readonly KnobField[] {
  const defaults = schema.parse({}) as KnobValues;
  return Object.entries(schema.shape).map(([name, knob]) => {
    const meta = z.globalRegistry.get(knob) as (KnobMeta & Record<string, unknown>) | undefined;
    if (meta === undefined) throw new Error(`knob ${name} carries no metadata`);
    return { ...meta, name, default: defaults[name] ?? null };
  });
}

/** Default of every knob. */
export function defaultKnobs(schema: KnobSchema): KnobValues {
  return Object.fromEntries(knobFields(schema).map((field) => [field.name, field.default]));
}

/** Knobs with every default filled in; throws a {@link Refusal} that offers the nearest legal value. */
export function resolveKnobs(schema: KnobSchema, given: KnobValues): KnobValues {
  const fields = knobFields(schema);
  for (const name of Object.keys(given)) {
    if (fields.some((field) => field.name === name)) continue;
    const near = nearestWord(
      name,
      fields.map((field) => field.name),
    );
    const offer =
      near === undefined ? `It has ${listText(fields.map((field) => field.name))}` : `Did you mean “${near}”`;
    throw new Refusal(`there is no knob “${name}”. ${offer}${near === undefined ? "." : "?"}`, name);
  }
  for (const field of fields) {
    if (!Object.hasOwn(given, field.name)) continue;
    const value = given[field.name] ?? null;
    if (!schema.shape[field.name].safeParse(value).success) throw refusedValue(field, value);
  }
  return schema.parse(given) as KnobValues;
}

/** Begins the offer of a value that its own range refuses. */
export const RANGE_OFFER = "Nearest legal value: ";

function refusedValue(field: KnobField, value: JsonValue): Refusal {
  const found = JSON.stringify(value);
  const suggestion = nearestValue(field, value);
  return new Refusal(
    `${field.title} must be ${legalText(field)}; it is ${found}. ${RANGE_OFFER}${JSON.stringify(suggestion)}.`,
    field.name,
    suggestion,
  );
}

function legalText(field: KnobField): string {
  const orNull = field.nullMeans === undefined ? "" : `, or null (${field.nullMeans})`;
  switch (field.control) {
    case "integer":
      return `a whole number from ${field.minimum ?? "any"} to ${field.maximum ?? "any"}${orNull}`;
    case "number":
      return `a number from ${field.minimum ?? "any"} to ${field.maximum ?? "any"}${orNull}`;
    case "choice":
      return listText(field.choices ?? []);
    case "toggle":
      return "true or false";
  }
}

function nearestValue(field: KnobField, value: JsonValue): JsonValue {
  if (field.control === "choice" && typeof value === "string") {
    return nearestWord(value, field.choices ?? []) ?? field.default;
  }
  if (typeof value !== "number" || (field.control !== "integer" && field.control !== "number")) return field.default;
  const whole = field.control === "integer" ? Math.round(value) : value;
  return Math.min(field.maximum ?? whole, Math.max(field.minimum ?? whole, whole));
}

/** Knobs that differ from the defaults. */
export function elideKnobs(schema: KnobSchema, knobs: KnobValues): KnobValues {
  const defaults = defaultKnobs(schema);
  return Object.fromEntries(Object.entries(knobs).filter(([name, value]) => value !== defaults[name]));
}

/** Knobs that differ from what they were when first released: equal for ever, whatever later defaults are. */
export function elideKnobsForHash(schema: KnobSchema, knobs: KnobValues): KnobValues {
  const filled = schema.parse(knobs) as KnobValues;
  const first = new Map(knobFields(schema).map((field) => [field.name, field.firstDefault ?? field.default]));
  return Object.fromEntries(Object.entries(filled).filter(([name, value]) => value !== first.get(name)));
}
