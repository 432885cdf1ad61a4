import type { Catalogue } from "./definition.ts";
import type { DocumentNode, Outline } from "./outline.ts";
import type { Pointer, Problem } from "./problem.ts";
import type { Step, ValueId } from "./program.ts";
import type { Lag, StreamHistory, StreamScope } from "./scope.ts";
import type { StreamShape } from "./shape.ts";
import type { StreamDeclaration } from "./types.ts";

/** Where an item stands when it is reached. */
export interface Context {
  readonly scope: StreamScope;
  /** Of the sequence around, if any: what its residuals read. */
  readonly history: StreamHistory | undefined;
  /** Of the sequence around, if any: how old that is. */
  readonly lag: Lag | undefined;
  /** What the task wants of the head in whose body the item stands. */
  readonly wanted: StreamShape | undefined;
}

/** What the walk over a document offers to those who add steps. */
export interface Walk {
  readonly catalogue: Catalogue;
  readonly outline: Outline;
  readonly declared: ReadonlyMap<string, StreamDeclaration>;
  newValue(): ValueId;
  push(step: Step): void;
  /** Records a problem once for each node, however many passes meet it. */
  problem(node: DocumentNode | undefined, sentence: string, details?: Partial<Problem>): void;
  /** The value of a stream; a problem and a value without shape if nothing has been written to it. */
  read(value: ValueId | undefined, stream: string, pointer: Pointer, reader: string): ValueId;
}

/** Pass of each repeat around a node, outermost first. */
export function passesOf(node: DocumentNode, scope: StreamScope): readonly number[] {
  return node.frames.map((frame) => scope.passes.get(frame.repeat) ?? 0);
}
