import { defineTask } from "../definition.ts";
import { integerKnob } from "../knobs.ts";
import { features, ids } from "../shape.ts";
import { z } from "../../../lib/zod.ts";

export const domainAdaptation = defineTask({
  kind: "domain-adaptation",
  title: "Domain adaptation",
  summary: "Classifies patches of a target scene without labels, having learned from a labelled source scene.",
  knobs: z.strictObject({
    patch: integerKnob({ title: "Patch", help: "Side of a patch in pixels.", minimum: 1, maximum: 64, default: 7 }),
    bands: integerKnob({ title: "Bands", help: "Spectral bands of a pixel.", minimum: 1, maximum: 512, default: 16 }),
    classes: integerKnob({ title: "Classes", help: "Possible answers.", minimum: 2, maximum: 1_000, default: 5 }),
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
