import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { deviceErrors } from "../build/device-errors.ts";
import { imageGraph } from "../build/float64-image-run.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { classifier } from "./image-classifiers.ts";
import { METAFORMER_MINI, metaFormer } from "./metaformer.ts";
import { block } from "./preset.ts";
import { spectralTrunk } from "./spectformer.ts";
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

describe("image networks on the device, small", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  test.each([
    metaFormer("pool, depthwise", META, ["pool", "depthwise"]),
    metaFormer("attention, spatial", META, ["attention", "spatial"]),
    MIXED,
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
