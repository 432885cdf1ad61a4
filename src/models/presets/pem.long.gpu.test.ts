import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { deviceErrors } from "../build/device-errors.ts";
import { segmenterLoss } from "./pem-loss.fixture.ts";

describe("a small segmenter on the device: its loss, matched there, and every gradient equal float64", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  test.each([["prototype"], ["masked"]] as const)("%s", { timeout: 120_000 }, async (attention) => {
    // Every level is visited: the gain of one that is only added to a finer level meets no more than another norm, which takes it out again,
    // so that its gradient is what is left of terms that cancel.
    const { graph, inputs } = segmenterLoss({ attention, layers: 3, levels: 3 });
    const given = Object.fromEntries([...inputs].map(([{ name }, values]) => [name, Float32Array.from(values)]));
    const { loss, wantedLoss, gradients } = await deviceErrors(gpu, graph, given, 3);
    expect(Math.abs(loss / wantedLoss - 1)).toBeLessThan(2e-4);
    expect(Object.entries(gradients).filter(([, error]) => !(error < 1e-3))).toEqual([]);
  });
});
