import type { ArchitectureDocument, Item } from "../document/types.ts";
import { branch, classifier, IMAGE_TRAINING, patchStem } from "./image-classifiers.ts";
import { block, type Preset } from "./preset.ts";

const PATCH = 4;

export interface BranchedDepth {
  readonly width: number;
  readonly hidden: number;
  readonly layers: number;
  /** Parallel copies in each layer. */
  readonly branches: number;
  /** How far branches share what enters a non-linearity, 0 to 1. */
  readonly join?: number;
}

/** One norm without scale for all branches, which have their own. */
const SHARED_NORM = block("norm", { form: "layer", gain: false });

/** A vision transformer whose layers are several joined branches wide. */
export function branchedVit(name: string, size: BranchedDepth): ArchitectureDocument {
  const { width, hidden, layers, branches, join = 0 } = size;
  const layer: readonly Item[] = [
    branch(block("joined-attention", { branches, join }), SHARED_NORM),
    branch(block("joined-feed-forward", { hidden, branches, join }), SHARED_NORM),
  ];
  return classifier(name, [...patchStem(PATCH, width), { kind: "repeat", slug: "layers", times: layers, body: layer }]);
}

/** Twelve layers' worth of weights as layers by branches. Twelve by one is vit-909k, three by one vit-236k. */
export const REPARAMETERISED: readonly Preset[] = (
  [
    [6, 2],
    [4, 3],
    [3, 4],
  ] as const
).map(([layers, branches]) => ({
  id: `reparam-${layers}x${branches}`,
  title: `${layers} layers of ${branches} branches`,
  summary:
    "As many weights as twelve layers, in fewer layers of parallel branches that join while training and merge afterwards.",
  document: branchedVit(`reparam-${layers}x${branches}`, { width: 96, hidden: 192, layers, branches }),
  training: IMAGE_TRAINING,
}));
