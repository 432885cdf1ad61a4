import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { deviceErrors } from "../build/device-errors.ts";
import { imageGraph } from "../build/float64-image-run.ts";
import { causalTransformer, lmuFormer, spikingLmuFormer, type KeywordSize } from "./lmuformer.ts";

const SMALL: KeywordSize = { steps: 13, channels: 3, classes: 4, width: 6, memory: 5, ratio: 2 };
const BATCH = 3;

describe("networks on series on the device, small", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  test.each([
    lmuFormer("lmu", SMALL),
    lmuFormer("causal", SMALL, { causal: true }),
    spikingLmuFormer("spike", SMALL),
    causalTransformer("transformer", 1, 7, { ...SMALL, width: 8 }),
  ])("$name: loss and every gradient equal float64", async (document) => {
    const { graph } = imageGraph(document, BATCH, true);
    const inputs = {
      images: Float32Array.from(randomValues(BATCH * 13 * 3, 1), (value) => 3 * value),
      classes: Int32Array.of(3, 0, 2),
    };
    const { loss, wantedLoss, gradients } = await deviceErrors(gpu, graph, inputs, 3);
    expect(loss).toBeCloseTo(wantedLoss, 5);
    expect(Object.entries(gradients).filter(([, error]) => !(error < 2e-5))).toEqual([]);
    expect(gpu.deviceError).toBeNull();
  });
});
