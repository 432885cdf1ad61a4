import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph } from "../../engine/graph/graph.ts";
import { headCrossEntropy } from "../../kernels-wgsl/head_cross_entropy/kernel.ts";
import { i32, u32 } from "../../kernels-wgsl/index.ts";
import { threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { readDocument } from "../document/validate.ts";
import { presetById } from "../presets/index.ts";
import { deviceErrors } from "./device-errors.ts";
import { languageModel } from "./language-model.ts";

const BATCH = 2;

/** Loss and gradients of a preset at its own sizes, ids and targets given by the host. */
function lossGraph(preset: string, length: number): Graph {
  const graph = new Graph();
  const ids = graph.input("ids", u32(BATCH, length));
  const targets = graph.input("targets", i32(BATCH, length));
  const checked = readDocument(presetById(preset).document, CATALOGUE);
  const { features, headWeight } = languageModel(checked, { isTraining: true })(graph, ids);
  const inputs = [graph.reshape(features, [BATCH * length, features.shape[features.shape.length - 1]]), headWeight];
  const attributes = { ignoreIndex: -100, labelSmoothing: 0 };
  const [loss] = graph.apply(headCrossEntropy, [...inputs, graph.reshape(targets, [BATCH * length])], attributes);
  graph.output("loss", loss);
  differentiate(graph, [{ loss, weight: 1 }]);
  return graph;
}

describe("built models on the device, at their own sizes", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  test.each([
    ["lm-nano", 128],
    ["3pt-nano", 128],
    ["gpt2-nano", 65],
    ["combiner-fixed-nano", 65],
    ["combiner-log-pico", 63],
    ["combiner-axial-pico", 63],
    ["dual-stream-kronecker-nano", 65],
    ["dual-stream-nano-alibi", 33],
    ["dual-stream-nano-independent-ffn", 33],
  ])("%s: loss and every gradient equal float64", { timeout: 120_000 }, async (preset, length) => {
    const graph = lossGraph(preset, length);
    const tokens = Float64Array.from({ length: BATCH * length + 1 }, (_, i) =>
      uniformBelow(threefry2x32(5, 0, i, 0)[0], 256),
    );
    const inputs = { ids: Uint32Array.from(tokens.subarray(0, -1)), targets: Int32Array.from(tokens.subarray(1)) };
    const { loss, wantedLoss, gradients } = await deviceErrors(gpu, graph, inputs, 3);
    expect(loss).toBeCloseTo(wantedLoss, 5);
    expect(Object.entries(gradients).filter(([, error]) => !(error < 1e-5))).toEqual([]);
    expect(gpu.deviceError).toBeNull();
  });
});
