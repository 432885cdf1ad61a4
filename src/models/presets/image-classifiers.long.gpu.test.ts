import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { deviceErrors } from "../build/device-errors.ts";
import { imageGraph } from "../build/float64-image-run.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { CROSSVIT_MINI, crossVit } from "./crossvit.ts";
import { classifier } from "./image-classifiers.ts";
import { METAFORMER_MINI, metaFormer } from "./metaformer.ts";
import { block } from "./preset.ts";
import { SRET_MINI, sret } from "./sliced-recursive.ts";
import { spectralTrunk } from "./spectformer.ts";
import { TNT_MINI, tnt } from "./transformer-in-transformer.ts";
import { TURBOVIT_MINI, turboVit } from "./turbovit.ts";
import { scanStack } from "./vision-mamba.ts";

const SIDE = 8;
const BATCH = 3;

const ofSmallImages = (document: ArchitectureDocument): ArchitectureDocument => ({
  ...document,
  task: { kind: "classify-image", knobs: { height: SIDE, width: SIDE, channels: 3, classes: 5 } },
});

const META = { ...METAFORMER_MINI, depths: [1, 1], widths: [32, 33], ratio: 1 };

/** A filter, attention and scans both ways over 4 x 4 patches. */
const MIXED = classifier("spectral, vit, scan", [
  block("patch-embedding", { patch: 2, width: 12 }),
  ...spectralTrunk(2, 1, 20),
  { ...scanStack(1, { state: 4, scanOrder: "bidirectional", merge: "mean" }), slug: "scans" },
]);

/** Four patches of four words, with gates. */
const WORDS = tnt("words in patches", {
  ...TNT_MINI,
  imageSide: SIDE,
  patch: 4,
  innerWidth: 6,
  outerWidth: 12,
  layers: 2,
  hasSqueezeExcite: true,
});

/** Sixteen fine and four coarse patches that meet twice. */
const STREAMS = crossVit("two streams", {
  ...CROSSVIT_MINI,
  small: { patch: 2, width: 8, heads: 2, layers: 1, hidden: 9, positions: 17 },
  large: { patch: 4, width: 12, heads: 4, layers: 1, hidden: 9, positions: 5 },
  fusion: { heads: 2, layers: 2 },
});

/**
 * Four tokens in slices, dealt anew in the second pass. Without learned factors: norms behind a residual do not see its scale, so that a
 * factor's gradient is what is left of terms that cancel, and its relative error says nothing.
 */
const LOOPED = sret("sliced loops", {
  ...SRET_MINI,
  hasScales: false,
  positions: 4,
  stages: [{ width: 12, heads: 2, blocks: 1, groups: [4, 2] }],
});

/** Units of 4 x 4, 2 x 2 and single tokens. */
const UNITS = turboVit("units", { ...TURBOVIT_MINI, mapSide: SIDE / 2, width: 6, depths: [1, 2, 2] });

describe("image networks on the device, small", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  test.each([
    metaFormer("pool, depthwise", META, ["pool", "depthwise"]),
    metaFormer("attention, spatial", META, ["attention", "spatial"]),
    MIXED,
    WORDS,
    STREAMS,
    LOOPED,
    UNITS,
  ])("$name: loss and every gradient equal float64", async (document) => {
    const { graph } = imageGraph(ofSmallImages(document), BATCH, true);
    const inputs = {
      images: Float32Array.from(randomValues(BATCH * SIDE * SIDE * 3, 1)),
      classes: Int32Array.of(4, 0, 2),
    };
    const { loss, wantedLoss, gradients } = await deviceErrors(gpu, graph, inputs, 3);
    expect(loss).toBeCloseTo(wantedLoss, 5);
    expect(Object.entries(gradients).filter(([, error]) => !(error < 1e-5))).toEqual([]);
    expect(gpu.deviceError).toBeNull();
  });
});
