import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { deviceErrors } from "../build/device-errors.ts";
import { imageGraph } from "../build/float64-image-run.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { METAFORMER_MINI, metaFormer } from "./metaformer.ts";

const SIDE = 8;
const BATCH = 3;

const ofSmallImages = (document: ArchitectureDocument): ArchitectureDocument => ({
  ...document,
  task: { kind: "classify-image", knobs: { height: SIDE, width: SIDE, channels: 3, classes: 5 } },
});

const META = { ...METAFORMER_MINI, depths: [1, 1], widths: [32, 33], ratio: 1 };

describe("image networks on the device, small", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  test.each([
    metaFormer("pool, depthwise", META, ["pool", "depthwise"]),
    metaFormer("attention, spatial", META, ["attention", "spatial"]),
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
