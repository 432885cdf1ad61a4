import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { Program } from "../../engine/gpu/program.ts";
import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph } from "../../engine/graph/graph.ts";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { GRADIENTS, PARAMETERS, planProgram } from "../../engine/plan/plan.ts";
import { headCrossEntropy } from "../../kernels-wgsl/head_cross_entropy/kernel.ts";
import { i32, STILL_STEP, u32 } from "../../kernels-wgsl/index.ts";
import { threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { readDocument } from "../document/validate.ts";
import { presetById } from "../presets/index.ts";
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
    ["dual-stream-kronecker-nano", 65],
    ["dual-stream-nano-alibi", 33],
    ["dual-stream-nano-independent-ffn", 33],
  ])("%s: loss and every gradient equal float64", { timeout: 120_000 }, async (preset, length) => {
    const graph = lossGraph(preset, length);
    const tokens = Float64Array.from({ length: BATCH * length + 1 }, (_, i) =>
      uniformBelow(threefry2x32(5, 0, i, 0)[0], 256),
    );
    const values = initialParameters(graph, 3);
    for (const [id, value] of values) values.set(id, value.map(Math.fround));
    const inputs = { ids: tokens.subarray(0, -1), targets: tokens.subarray(1) };
    for (const node of graph.nodes)
      for (const { root } of node.inputs) if (root.storage === "input") values.set(root.id, inputs[root.name as "ids"]);
    interpret(graph, graph.nodes, values);

    const plan = planProgram(graph, { traits: gpu.traits });
    const memory = new PersistentMemory(gpu);
    const program = await Program.create(gpu, memory, plan, { metrics: ["loss"] });
    const tensorOf = new Map(graph.parameters.map(({ tensor, declaration }) => [declaration, tensor]));
    for (const { declaration, offset } of plan.layout.parameters) {
      memory.write(PARAMETERS, Float32Array.from(values.get(tensorOf.get(declaration)!.id)!), offset * 4);
    }
    program.writeInput("ids", Uint32Array.from(inputs.ids));
    program.writeInput("targets", Int32Array.from(inputs.targets));
    program.submit([STILL_STEP]);
    const [record] = await program.records(true);
    expect(record.metrics.loss[0][0]).toBeCloseTo(values.get(graph.outputs.get("loss")!.root.id)![0], 5);
    const errors: Record<string, number> = {};
    for (const { declaration, offset, floats } of plan.layout.parameters) {
      const { id, name } = tensorOf.get(declaration)!;
      const want = values.get(graph.gradients.get(id)!.root.id)!;
      const got = new Float32Array(await memory.read(GRADIENTS, offset * 4, floats * 4));
      errors[name] = Math.hypot(...got.map((value, i) => value - want[i])) / Math.hypot(...want);
    }
    expect(Object.entries(errors).filter(([, error]) => !(error < 1e-5))).toEqual([]);
    expect(gpu.deviceError).toBeNull();
    program.destroy();
    memory.destroy();
  });
});
