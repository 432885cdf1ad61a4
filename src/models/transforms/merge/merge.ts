import { Failure } from "../../../lib/failure.ts";
import { fold as foldConvolution } from "../../blocks/branched-convolution/fold.ts";
import { fold as foldMixer } from "../../blocks/frequency-mixer/fold.ts";
import { fold as foldJoinedAttention } from "../../blocks/joined-attention/fold.ts";
import { fold as foldJoinedFeedForward } from "../../blocks/joined-feed-forward/fold.ts";
import { CATALOGUE } from "../../blocks/index.ts";
import type { BlockStep } from "../../document/program.ts";
import type { ArchitectureDocument } from "../../document/types.ts";
import { readDocument } from "../../document/validate.ts";
import { isBranched, type BranchedKind } from "../../document/branched.ts";
import type { Fold } from "./fold.ts";
import { withKnobs } from "./with-knobs.ts";

const FOLDS: Readonly<Record<BranchedKind, Fold<never>>> = {
  "branched-convolution": foldConvolution,
  "frequency-mixer": foldMixer,
  "joined-attention": foldJoinedAttention,
  "joined-feed-forward": foldJoinedFeedForward,
};

export interface Merged {
  readonly document: ArchitectureDocument;
  /** By the name of a parameter's part: those of the merged form, and all others as they were. */
  readonly weights: ReadonlyMap<string, Float64Array>;
  /** Blocks that were merged. */
  readonly blocks: number;
}

/**
 * The document with every block of branches in its merged form, and weights that make it the same function in evaluation.
 * Throws a Failure for a document without such a block.
 */
export function mergeBranches(document: ArchitectureDocument, trained: ReadonlyMap<string, Float64Array>): Merged {
  const { program, shapes } = readDocument(document, CATALOGUE);
  const steps = program.steps.filter(
    (step): step is BlockStep => step.step === "block" && isBranched(step.definition.kind, step.knobs),
  );
  if (steps.length === 0) {
    throw new Failure(
      `${document.name ?? "This document"} has no branches to merge; there must be a branched convolution, a frequency mixer or a joined block in its trained form.`,
    );
  }
  const weights = new Map(trained);
  for (const { definition, knobs, reads, weights: scope } of steps) {
    const inputs = reads.map((value) => {
      const shape = shapes[value];
      if (shape?.content !== "features") throw new Error(`${scope} reads no features`);
      return shape;
    });
    const own = (name: string): Float64Array => {
      const values = trained.get(`${scope}.${name}`);
      if (values === undefined)
        throw new Failure(`The weights have no ${scope}.${name}; merge needs all of a block's.`);
      return values;
    };
    // The knobs were resolved with the schema of this very kind.
    const folded = FOLDS[definition.kind as BranchedKind](knobs as never, inputs, own);
    for (const [name, values] of Object.entries(folded)) weights.set(`${scope}.${name}`, values);
  }
  return { document: withKnobs(document, isBranched, { merged: true }), weights, blocks: steps.length };
}
