import { Graph, type GraphTensor } from "../../engine/graph/graph.ts";
import { embedding } from "../../kernels-wgsl/embedding/kernel.ts";
import { f32, sizeOf, u32, type Shape } from "../../kernels-wgsl/index.ts";
import { rotaryTable } from "../../kernels-wgsl/rope/reference.ts";
import { Failure } from "../../lib/failure.ts";
import type { BuildContext, BuiltValue } from "../build/block-build.ts";
import { languageModel } from "../build/language-model.ts";
import { lastReading } from "../build/last-reading.ts";
import { linear } from "../build/layers.ts";
import type { BlockStep } from "../document/program.ts";
import type { CheckedDocument } from "../document/validate.ts";
import type { StepContext } from "./step-context.ts";
import { STEP_KINDS, stepOf } from "./steps.ts";

export interface DecodeState {
  /** `<address>[.<pass>].<name>` */
  readonly name: string;
  readonly shape: Shape;
}

/** One token of a next-token document. Inputs `ids` u32 [1, 1] and `position` u32 [1], output `logits` [1, 1, Vocab]. */
export interface DecodeGraph {
  readonly graph: Graph;
  readonly states: readonly DecodeState[];
  /** Bytes that all states take. */
  readonly stateBytes: number;
}

/** Longest sequence that every block of the document can read; infinite where none has a limit. */
export function longestContext(checked: CheckedDocument): number {
  return checked.program.steps.reduce((least, step) => {
    const own = step.step === "block" ? step.definition.longest?.(step.knobs) : undefined;
    return Math.min(least, own ?? Infinity);
  }, Infinity);
}

/** Builds the step form of a document for sequences of at most `capacity` tokens. */
export function decodeGraph(checked: CheckedDocument, capacity: number): DecodeGraph {
  const longest = longestContext(checked);
  if (capacity > longest) {
    throw new Failure(
      `A block of this document reads at most ${longest} tokens; decode at most that many, not ${capacity}.`,
    );
  }
  const { kind } = checked.document.task;
  if (kind !== "next-token") {
    throw new Failure(`This document's task is “${kind}”: it labels the tokens of a row, and writes no text.`);
  }
  const builder = new StepBuilder(new Graph(), capacity);
  const { graph, states } = builder;
  const ids = graph.input("ids", u32(1, 1));
  const { features, headWeight, headBias } = languageModel(lastReading(checked), {
    isTraining: false,
    buildBlock: (step, context) => builder.block(step, context),
  })(graph, ids);
  graph.output("logits", linear(graph, features, headWeight, headBias ?? null));
  return { graph, states, stateBytes: 4 * states.reduce((sum, { shape }) => sum + sizeOf(shape), 0) };
}

/** Builds blocks in their step forms, and collects the states that they keep. */
export class StepBuilder {
  readonly states: DecodeState[] = [];
  readonly graph: Graph;
  private readonly capacity: number;
  private readonly position: GraphTensor;
  private readonly rotations = new Map<string, GraphTensor>();

  constructor(graph: Graph, capacity: number) {
    this.graph = graph;
    this.capacity = capacity;
    this.position = graph.input("position", u32(1));
  }

  block(step: BlockStep, context: BuildContext<unknown>): readonly BuiltValue[] {
    const { definition, node } = step;
    if (definition.stateFloats !== undefined && !STEP_KINDS.includes(definition.kind)) {
      throw new Failure(
        `${definition.title} “${node.address}” has no step form, so this document cannot write text token by token; use another block in its place.`,
      );
    }
    const scope = [node.address, ...step.passes].join(".");
    const own: StepContext<unknown> = {
      ...context,
      position: this.position,
      capacity: this.capacity,
      state: (name, shape) => this.state(`${scope}.${name}`, shape),
      rotation: (rotaryWidth, base) => this.rotation(rotaryWidth, base),
    };
    // The document's knobs were resolved with the schema of this very kind.
    return stepOf(definition.kind)(own as StepContext<never>);
  }

  private state(name: string, shape: Shape): GraphTensor {
    const tensor = this.graph.buffer(`state ${name}`, f32(...shape));
    this.states.push({ name, shape });
    return tensor;
  }

  private rotation(rotaryWidth: number, base: number): GraphTensor {
    const key = `${rotaryWidth}/${base}`;
    const known = this.rotations.get(key);
    if (known !== undefined) return known;
    const half = rotaryWidth / 2;
    const table = this.graph.constant(`rotary rows/${key}/${this.capacity}`, f32(this.capacity, rotaryWidth), () =>
      rowsOf(rotaryTable(this.capacity, rotaryWidth, base, 0), this.capacity, half),
    );
    const [row] = this.graph.apply(embedding, [this.position, table], { scale: 1 });
    const rotation = this.graph.reshape(row, [2, 1, half]);
    this.rotations.set(key, rotation);
    return rotation;
  }
}

/** A rotary table [2, T, half] as rows of cosines and sines, [T, 2 half]. */
function rowsOf(table: Float64Array, positions: number, half: number): Float64Array {
  return table.map((_, index) => {
    const [t, j] = [Math.floor(index / (2 * half)), index % (2 * half)];
    return j < half ? table[t * half + j] : table[(positions + t) * half + j - half];
  });
}
