import { describe, expect, test } from "vitest";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import type { Graph, GraphNode } from "../../engine/graph/graph.ts";
import { Graph as EmptyGraph } from "../../engine/graph/graph.ts";
import { differentiate } from "../../engine/graph/differentiate.ts";
import { fuseElementwise } from "../../engine/passes/fuse.ts";
import { recomputeBlocks } from "../../engine/passes/recompute.ts";
import { planProgram } from "../../engine/plan/plan.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { PORTABLE_TRAITS, sizeOf } from "../../kernels-wgsl/index.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { languageModel } from "../../models/build/language-model.ts";
import { readDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import { plannedObjective } from "../objectives/index.ts";
import { nextTokenLoss } from "../objectives/language-model.ts";
import { DEFAULT_OPTIMIZER } from "../optimizers/settings.ts";
import { trainingGraph } from "./graphs.ts";

function plan(preset: string, recompute: "none" | "blocks", sequenceLength = 128): Plan {
  const checked = readDocument(presetById(preset).document, CATALOGUE);
  const setting = { batch: 8, sequenceLength, microSteps: 1, optimizer: DEFAULT_OPTIMIZER };
  const objective = plannedObjective(checked, { sequenceLength, trainTokens: 10_000 });
  return planProgram(trainingGraph(objective, setting), { traits: PORTABLE_TRAITS, recompute });
}

function lossGraph(preset: string): Graph {
  const graph = new EmptyGraph();
  const ids = graph.input("ids", { shape: [1, 8], dtype: "u32" });
  const targets = graph.input("targets", { shape: [1, 8], dtype: "i32" });
  const model = languageModel(readDocument(presetById(preset).document, CATALOGUE), { isTraining: true });
  const { loss } = nextTokenLoss(graph, model(graph, ids), targets);
  graph.output("loss", loss);
  differentiate(graph, [{ loss, weight: 1 }]);
  return graph;
}

function gradients(graph: Graph, nodes: readonly GraphNode[]): Map<string, Float64Array> {
  const values = initialParameters(graph, 1);
  for (const { inputs } of nodes) {
    for (const { root } of inputs) {
      if (root.storage === "input")
        values.set(
          root.id,
          Float64Array.from({ length: sizeOf(root.shape) }, (_, i) => (37 * i) % 251),
        );
    }
  }
  interpret(graph, nodes, values);
  return new Map(
    graph.parameters.flatMap(({ tensor }) => {
      const gradient = graph.gradients.get(tensor.id);
      return gradient === undefined ? [] : [[tensor.name, values.get(gradient.root.id)!] as const];
    }),
  );
}

const PRESETS = ["lm-pico", "3pt-pico", "gpt2-nano", "algo-pico"];

describe("keeping block inputs only", () => {
  test.each(PRESETS)("%s: every gradient is the same number", { timeout: 60_000 }, (preset) => {
    const graph = lossGraph(preset);
    const needed = new Set([...graph.outputs.values(), ...graph.gradients.values()].map(({ root }) => root.id));
    const { nodes } = fuseElementwise(graph.nodes, needed);
    const again = recomputeBlocks(nodes, needed);
    expect(again.notes.length).toBeGreaterThan(1);
    expect(gradients(graph, again.nodes)).toEqual(gradients(graph, nodes));
  });

  test.each(PRESETS)("%s: the copies are kernels that the plan has already", (preset) => {
    const sources = new Set(plan(preset, "none").launches.map(({ launch }) => launch.source));
    expect(plan(preset, "blocks").launches.filter(({ launch }) => !sources.has(launch.source))).toEqual([]);
  });

  test.each(["lm-nano", "lm-mini", "gpt2-nano"])("%s: needs less memory and more operations", (preset) => {
    const [plain, again] = [plan(preset, "none"), plan(preset, "blocks")];
    expect(again.peakBytes).toBeLessThan(plain.peakBytes);
    expect(again.counters.backward.multiplies).toBeGreaterThan(plain.counters.backward.multiplies);
    expect(again.counters.backward.multiplies).toBeLessThanOrEqual(
      plain.counters.backward.multiplies + plain.counters.forward.multiplies,
    );
    expect(again.counters.forward).toEqual(plain.counters.forward);
  });

  test("makes each copy right before it is needed", () => {
    const { nodes } = plan("lm-nano", "blocks");
    const firstBackward = nodes.findIndex(({ phase }) => phase === "backward");
    expect(nodes[firstBackward].scope).toBe("head");
  });
});
