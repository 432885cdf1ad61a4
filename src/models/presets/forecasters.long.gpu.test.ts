import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { deviceErrors } from "../build/device-errors.ts";
import { valueGraph } from "../build/float64-value-run.ts";
import { block } from "./preset.ts";
import { stepsForecaster } from "./time-series.ts";
import { dLinear, iTransformer, patchTst, timeTransformer } from "./forecasters.ts";

const TASK = { lookback: 12, horizon: 5, variables: 3 };
const SIZE = { width: 8, hidden: 12, layers: 1, heads: 2 };
const BATCH = 3;

const MIXERS = {
  autocorrelation: block("auto-correlation", { factor: 2 }),
  probsparse: block("prob-sparse-attention", { heads: 2, factor: 1 }),
  frequency: block("frequency-block", { heads: 2, modes: 4 }),
};

describe("forecasters on the device, small", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  test.each([
    iTransformer("itransformer", TASK, SIZE),
    timeTransformer("time", TASK, SIZE),
    dLinear("dlinear", TASK, 5),
    patchTst("patchtst", TASK, SIZE, { patch: 4, stride: 2 }),
    ...Object.entries(MIXERS).map(([name, mixer]) =>
      stepsForecaster(name, { mixer, decomposition: "every", task: TASK, size: SIZE, window: 5 }),
    ),
  ])("$name: loss and every gradient equal float64", async (document) => {
    const { graph } = valueGraph(document, BATCH, true);
    const inputs = {
      inputs: Float32Array.from(randomValues(BATCH * 12 * 3, 1)),
      targets: Float32Array.from(randomValues(BATCH * 5 * 3, 2)),
    };
    const { loss, wantedLoss, gradients } = await deviceErrors(gpu, graph, inputs, 3);
    expect(loss).toBeCloseTo(wantedLoss, 5);
    expect(Object.entries(gradients).filter(([, error]) => !(error < 1e-5))).toEqual([]);
    expect(gpu.deviceError).toBeNull();
  });
});
