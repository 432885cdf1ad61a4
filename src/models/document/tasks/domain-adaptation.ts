import { z } from "../../../lib/zod.ts";
import { defineTask } from "../definition.ts";
import { choiceKnob, integerKnob, numberKnob, toggleKnob } from "../knobs.ts";
import { features, ids } from "../shape.ts";

const LOSS_KNOBS = {
  labels: choiceKnob({
    title: "Labels",
    help: "Scene whose labels are learned from: the source, or the target, to see what could be reached at most.",
    choices: ["source", "target"],
    default: "source",
  }),
  distillation: choiceKnob({
    title: "Distillation",
    help: "Direction in which the coupled branches teach.",
    choices: ["both", "to-target", "to-source", "off"],
    default: "both",
  }),
  stopTeacher: toggleKnob({
    title: "Stop teacher gradient",
    help: "Freeze the coupled branch while it teaches.",
    default: false,
  }),
  alignment: toggleKnob({
    title: "Alignment",
    help: "Draw the distributions of both scenes' answers together.",
    default: true,
  }),
  alignmentStart: numberKnob({
    title: "Alignment start",
    help: "Share of the run after which the distribution-matching term switches on.",
    minimum: 0,
    maximum: 1,
    default: 0.5,
  }),
  transferWeight: numberKnob({
    title: "Transfer weight",
    help: "Factor of distillation and alignment in the loss.",
    minimum: 0,
    maximum: 1,
    default: 0.1,
  }),
};

export const domainAdaptation = defineTask({
  kind: "domain-adaptation",
  title: "Domain adaptation",
  summary: "Classifies patches of a target scene without labels, having learned from a labelled source scene.",
  knobs: z.strictObject({
    patch: integerKnob({ title: "Patch", help: "Side of a patch in pixels.", minimum: 1, maximum: 256, default: 7 }),
    bands: integerKnob({ title: "Bands", help: "Spectral bands of a pixel.", minimum: 1, maximum: 512, default: 16 }),
    classes: integerKnob({ title: "Classes", help: "Possible answers.", minimum: 2, maximum: 1_000, default: 5 }),
    ...LOSS_KNOBS,
  }),
  ports: ({ patch, bands, classes }) => ({
    inputs: [
      { name: "source", shape: features([patch, patch], bands) },
      { name: "target", shape: features([patch, patch], bands) },
    ],
    outputs: [
      { name: "source-logits", shape: features([], classes) },
      { name: "target-logits", shape: features([], classes) },
    ],
    targets: [{ name: "source-class", shape: ids([], classes) }],
  }),
});
