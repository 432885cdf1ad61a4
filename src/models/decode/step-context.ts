import type { GraphTensor } from "../../engine/graph/graph.ts";
import type { Shape } from "../../kernels-wgsl/index.ts";
import type { BlockKind, KnobsOf } from "../blocks/index.ts";
import type { BuildContext, BuiltValue } from "../build/block-build.ts";

/** What a block builds one decoding step with: one sequence, one token, so its inputs are `[1, 1, width]`. */
export interface StepContext<Knobs> extends BuildContext<Knobs> {
  /** Tokens of the sequence read before this one, u32 [1]. At 0 a sequence begins, whatever the states hold. */
  readonly position: GraphTensor;
  /** Most tokens that a sequence can have. */
  readonly capacity: number;
  /** Floats that stay from token to token, under a name of the block's own. Shapes begin with the batch axis, 1. */
  readonly state: (name: string, shape: Shape) => GraphTensor;
  /** Row of the rotary table for this position, [2, 1, rotaryWidth / 2], shared by all blocks that turn alike. */
  readonly rotation: (rotaryWidth: number, base: number) => GraphTensor;
}

/** How a block computes one token of a sequence from the token and its states; what it writes is in the order of its ports. */
export type BlockStep<Kind extends BlockKind> = (context: StepContext<KnobsOf<Kind>>) => readonly BuiltValue[];
