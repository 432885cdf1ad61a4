import type { KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument, Item } from "../document/types.ts";
import { branch, classifier, IMAGE_TRAINING, meanHead, patchStem } from "./image-classifiers.ts";
import { block, type Preset } from "./preset.ts";

const WIDTH = 96;

/** Scans alone, each behind an RMS norm and around a skip. */
export const scanStack = (layers: number, knobs: KnobsGiven<"mamba">): Item => ({
  kind: "repeat",
  times: layers,
  body: [branch(block("mamba", knobs), block("norm"))],
});

export function visionMamba(name: string, layers: number, knobs: KnobsGiven<"mamba">): ArchitectureDocument {
  return classifier(name, [...patchStem(4, WIDTH), scanStack(layers, { state: 8, ...knobs })], meanHead(block("norm")));
}

const VARIANTS: readonly (readonly [id: string, title: string, layers: number, knobs: KnobsGiven<"mamba">])[] = [
  ["vim-mini", "Vision Mamba mini, both directions", 6, { scanOrder: "bidirectional", merge: "mean" }],
  ["vim-oneway", "Vision Mamba mini, one direction", 6, {}],
  // With four sets of scan weights five layers have as many parameters.
  ["vim-cross4", "Cross-scan mini, four directions", 5, { scanOrder: "cross-4", gridRows: 8 }],
];

export const VISION_MAMBAS: readonly Preset[] = VARIANTS.map(([id, title, layers, knobs]) => ({
  id,
  title,
  summary:
    "Selective scans over the patches of an image in place of attention and MLP; cost grows linearly with patches.",
  document: visionMamba(id, layers, knobs),
  training: IMAGE_TRAINING,
}));
