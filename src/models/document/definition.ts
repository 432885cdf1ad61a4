import type { z } from "../../lib/zod.ts";
import type { KnobSchema, KnobValues } from "./knobs.ts";
import type { StreamShape } from "./shape.ts";

/** What a block is for; decides its glyph and the colour of its edge. */
export const GLYPHS = ["token-mixer", "channel-mixer", "norm", "topology", "position", "in-out"] as const;
export type Glyph = (typeof GLYPHS)[number];

/** One thing a block reads or writes. */
export interface Port {
  readonly name: string;
  readonly help: string;
  /** Any number of streams, at least one; only as the last port. */
  readonly many?: boolean;
}

/** A named value that a task gives, wants or compares with. */
export interface TaskPort {
  readonly name: string;
  readonly shape: StreamShape;
}

export interface TaskPorts {
  readonly inputs: readonly TaskPort[];
  readonly outputs: readonly TaskPort[];
  readonly targets: readonly TaskPort[];
}

export interface Citation {
  readonly text: string;
  readonly address?: string;
}

/** What a shape rule knows. */
export interface ShapeContext<Knobs> {
  readonly knobs: Knobs;
  /** Shapes of the streams read, in the order of the ports. */
  readonly inputs: readonly StreamShape[];
  /** What the task wants from the head in whose body the block stands; undefined in the trunk. */
  readonly wanted: StreamShape | undefined;
}

/** A named combination of knobs, such as MQA or SQA. */
export interface KnobPreset<Knobs> {
  readonly name: string;
  readonly help: string;
  /** Knobs to set, given those of now. */
  apply(knobs: Knobs): Partial<Knobs>;
}

/** A block kind as the document, the palette and the inspector know it; how it computes is in its `build.ts`. */
export interface BlockDefinition<Kind extends string = string, Knobs extends KnobSchema = KnobSchema> {
  readonly kind: Kind;
  /** Raised when a default changes; then `migrations` gains an entry. */
  readonly version: number;
  readonly title: string;
  /** Default slug: the block's role in a network. */
  readonly role: string;
  readonly glyph: Glyph;
  /** One sentence on what it does. */
  readonly summary: string;
  readonly knobs: Knobs;
  /** The two knobs shown on the canvas. */
  readonly shown: readonly (keyof z.output<Knobs> & string)[];
  readonly reads: readonly Port[];
  readonly writes: readonly Port[];
  readonly citations: readonly Citation[];
  readonly presets?: readonly KnobPreset<z.output<Knobs>>[];
  /** From the knobs written under a version to those of the next, meaning the same. */
  readonly migrations?: Readonly<Partial<Record<number, (knobs: KnobValues) => KnobValues>>>;
  /** Floats kept per sequence to go on decoding after `length` tokens; absent: none. */
  stateFloats?(context: ShapeContext<z.output<Knobs>>, length: number): number;
  /** Longest sequence it can read, where there is a limit. */
  longest?(knobs: z.output<Knobs>): number;
  /** Shapes written, in the order of the ports; throws a Refusal for what does not fit. */
  shapes(context: ShapeContext<z.output<Knobs>>): readonly StreamShape[];
}

/** What the network is asked to do: names and shapes of what comes in, goes out and is compared. */
export interface TaskDefinition<Kind extends string = string, Knobs extends KnobSchema = KnobSchema> {
  readonly kind: Kind;
  readonly title: string;
  readonly summary: string;
  readonly knobs: Knobs;
  ports(knobs: z.output<Knobs>): TaskPorts;
}

/** Keeps a definition's literal kind and knob types. */
export function defineBlock<const Kind extends string, Knobs extends KnobSchema>(
  definition: BlockDefinition<Kind, Knobs>,
): BlockDefinition<Kind, Knobs> {
  return definition;
}

export function defineTask<const Kind extends string, Knobs extends KnobSchema>(
  definition: TaskDefinition<Kind, Knobs>,
): TaskDefinition<Kind, Knobs> {
  return definition;
}

/** The kinds that documents may name. */
export interface Catalogue {
  readonly blocks: ReadonlyMap<string, BlockDefinition>;
  readonly tasks: ReadonlyMap<string, TaskDefinition>;
}

export function catalogueOf(blocks: readonly BlockDefinition[], tasks: readonly TaskDefinition[]): Catalogue {
  return {
    blocks: new Map(blocks.map((block) => [block.kind, block])),
    tasks: new Map(tasks.map((task) => [task.kind, task])),
  };
}
