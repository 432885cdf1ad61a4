import type { BlockDefinition, TaskPorts } from "./definition.ts";
import type { KnobValues } from "./knobs.ts";
import type { DocumentNode } from "./outline.ts";
import type { StreamShape } from "./shape.ts";
import type { FeatureShape, Scale } from "./types.ts";

/** A value written once: streams are resolved, so that nothing below the document knows of scopes. */
export type ValueId = number;

interface StepFields {
  readonly node: DocumentNode;
  /** Pass of each repeat around the node, outermost first. */
  readonly passes: readonly number[];
  /** Where its own parameters are named: address, then the passes that have weights of their own. */
  readonly scope: string;
}

/** Run one block. */
export interface BlockStep extends StepFields {
  readonly step: "block";
  readonly definition: BlockDefinition;
  /** Every knob, defaults filled in. */
  readonly knobs: KnobValues;
  readonly reads: readonly ValueId[];
  readonly writes: readonly ValueId[];
  /** Scope whose weights it uses: its own, or that of the node it is tied to. */
  readonly weights: string;
  /** Single parameters that are another's: own name → full name. */
  readonly tied: ReadonlyMap<string, string>;
  /** What the task wants here, in a head. */
  readonly wanted: StreamShape | undefined;
  /** Declared shapes of the streams written. */
  readonly declared: readonly (FeatureShape | undefined)[];
  /** Its place among the blocks of its kind that have weights of their own, and how many these are. */
  depth: { readonly index: number; readonly count: number };
}

/** `skipScale * skip + scale * branch`. */
export interface ResidualStep extends StepFields {
  readonly step: "residual";
  readonly skip: ValueId;
  readonly branch: ValueId;
  readonly write: ValueId;
  readonly scale: Scale;
  readonly skipScale: Scale;
}

/** Sum, product or concatenation of widths. */
export interface JoinStep extends StepFields {
  readonly step: "join";
  readonly how: "sum" | "concat" | "gate";
  readonly reads: readonly ValueId[];
  readonly write: ValueId;
}

export type Step = BlockStep | ResidualStep | JoinStep;

/** Where a value comes from before the first step. */
export interface ProgramInput {
  readonly value: ValueId;
  readonly stream: string;
  readonly source: { readonly input: string } | { readonly zeros: FeatureShape };
  readonly shape: StreamShape;
}

export interface ProgramOutput {
  /** The head's or tap's name; earlier passes of a repeat have `-pass-<k>` appended. */
  readonly name: string;
  readonly value: ValueId;
  /** The task's output that it gives; undefined for taps and auxiliary heads. */
  readonly port: string | undefined;
}

/** A document in execution order: repeats unrolled, residuals and older streams resolved. */
export interface Program {
  readonly ports: TaskPorts;
  readonly inputs: readonly ProgramInput[];
  readonly steps: readonly Step[];
  readonly outputs: readonly ProgramOutput[];
  readonly taps: readonly ProgramOutput[];
  readonly valueCount: number;
  /** Residual additions with weights of their own: the depth in `0.02 / sqrt(count)`. */
  readonly residualCount: number;
}
