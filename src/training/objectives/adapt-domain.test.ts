import { expect, test } from "vitest";
import type { AdaptationSet } from "../../data/adaptation/adaptation-set.ts";
import type { ImageSet } from "../../data/images/image-set.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { readDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import { objectiveOn } from "./index.ts";

const PATCHES: Omit<ImageSet, "labels"> = {
  height: 7,
  width: 7,
  channels: 16,
  classes: ["a", "b", "c", "d", "e"],
  pixels: new Uint8Array(2 * 7 * 7 * 16).map((_, i) => i % 251),
};
const labelled = { ...PATCHES, labels: Uint8Array.of(1, 4) };

/** Domains whose target's labels may not be read. */
const domains: AdaptationSet = {
  source: labelled,
  target: {
    ...PATCHES,
    revealLabels: () => {
      throw new Error("a label of the target was read");
    },
  },
  evaluation: labelled,
};

const objectiveOf = (preset: string) =>
  objectiveOn(readDocument(presetById(preset).document, CATALOGUE), { asks: "domain-adaptation", ...domains });

test.each(["bida", "bida-released", "hsi-mmd", "hsi-distill", "hsi-source-only"])(
  "%s reads no label of the target to learn from",
  (preset) => {
    const names = objectiveOf(preset).buffers.map(({ name }) => name);
    // Nor its pixels, where nothing is adapted.
    expect(names.includes("unlabelled pixels")).toBe(preset !== "hsi-source-only");
  },
);

test("what is trained by the target's labels asks for them", () => {
  expect(() => objectiveOf("hsi-oracle")).toThrow("a label of the target was read");
});

test("answers are aligned from the half of the run on, where they are at all", () => {
  expect([0, 0.49, 0.5, 1].map((progress) => objectiveOf("bida").lossWeights?.(progress)[1])).toEqual([0, 0, 1, 1]);
  expect(objectiveOf("hsi-distill").lossWeights?.(1)[1]).toBe(0);
});

test("patches of other classes or bands are refused", () => {
  const checked = readDocument(presetById("bida").document, CATALOGUE);
  const [fewer, grey] = [{ classes: ["a", "b"] }, { channels: 1 }].map((change) => ({ ...labelled, ...change }));
  expect(() => objectiveOn(checked, { asks: "domain-adaptation", ...domains, source: fewer })).toThrow("classes to 2");
  expect(() => objectiveOn(checked, { asks: "domain-adaptation", ...domains, source: grey })).toThrow("1 bands");
});
