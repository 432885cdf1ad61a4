import { describe, expect, test } from "vitest";
import { Graph } from "../../../engine/graph/graph.ts";
import { initialParameters, interpret } from "../../../engine/graph/interpret.ts";
import { layoutParameters } from "../../../engine/plan/layout.ts";
import { planProgram } from "../../../engine/plan/plan.ts";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { f32, PORTABLE_TRAITS } from "../../../kernels-wgsl/index.ts";
import { imageGraph } from "../../build/float64-image-run.ts";
import { classifier } from "../../presets/image-classifiers.ts";
import { block } from "../../presets/preset.ts";
import { batchNormed } from "../../build/batch-normed.ts";

const document = classifier("normed", [
  block("patch-embedding", { patch: 8, width: 4 }),
  block("batch-norm", { activation: "relu" }),
]);

/** Batch norm alone on x [B, C]: what it gives and the statistics behind it. */
function normed(x: Float64Array, channels: number, isTraining: boolean, running: readonly number[] = []) {
  const graph = new Graph();
  const input = graph.input("x", f32(x.length / channels, channels));
  const parameter = (request: Parameters<Parameters<typeof batchNormed>[0]["parameter"]>[0]) =>
    graph.parameter({ decay: false, learningRateScale: 1, isTrainable: true, ...request });
  const y = batchNormed({ graph, isTraining, parameter }, input, { momentum: 0.1, eps: 0 });
  const values = initialParameters(graph, 1).set(input.id, x);
  const statistics = graph.parameters.filter(({ declaration }) => declaration.role === "statistic");
  running.forEach((value, i) => values.set(statistics[i].tensor.id, new Float64Array(channels).fill(value)));
  interpret(graph, graph.nodes, values);
  return { y: values.get(y.id), kept: statistics.map(({ tensor }) => values.get(tensor.id)?.[0]) };
}

describe("batch norm", () => {
  test("training takes the batch's statistics and keeps a tenth of them", () => {
    const { y, kept } = normed(Float64Array.of(1, 3), 1, true);
    expect([...(y ?? [])]).toEqual([-1, 1]);
    expect(kept[0]).toBeCloseTo(0.2, 14);
    expect(kept[1]).toBeCloseTo(1.1, 14);
  });

  test("evaluation takes the running statistics, leaves them, and knows nothing of the rest of the batch", () => {
    const x = randomValues(8, 5);
    const { y, kept } = normed(x, 2, false, [0.5, 4]);
    x.forEach((value, i) => expect(y?.[i]).toBeCloseTo((value - 0.5) / 2, 14));
    expect(kept).toEqual([0.5, 4]);
    expect(normed(Float64Array.of(7), 1, false).y).toEqual(Float64Array.of(7));
    expect(() => normed(Float64Array.of(7), 1, true)).toThrow("raise the batch");
  });

  test("running statistics have places in the arena, under names, and are no parameters", () => {
    const layout = layoutParameters(imageGraph(document, 2, true).graph);
    const names = layout.parameters.flatMap(({ parts }) => parts.map(({ name }) => name));
    expect(names).toEqual(expect.arrayContaining(["norm.gain", "norm.bias", "norm.mean", "norm.variance"]));
    const kept = layout.parameters.filter(({ declaration }) => declaration.role === "statistic");
    expect(layout.parameterCount).toBe(layout.parameters.reduce((sum, one) => sum + one.floats, 0) - 8);
    expect(kept.map(({ declaration }) => declaration.isTrainable)).toEqual([false, false]);
    // The same places in training and in evaluation: weights go from one to the other as they are.
    const evaluated = layoutParameters(imageGraph(document, 2, false).graph);
    expect(evaluated.parameters.map(({ offset }) => offset)).toEqual(layout.parameters.map(({ offset }) => offset));
  });

  test("a step keeps statistics, also where blocks are computed again; an evaluation does not", () => {
    const labelsOf = (isTraining: boolean, recompute?: "blocks"): readonly string[] =>
      planProgram(imageGraph(document, 2, isTraining).graph, {
        traits: PORTABLE_TRAITS,
        ...(recompute === undefined ? {} : { recompute }),
      }).launches.map(({ launch }) => launch.label);
    const count = (labels: readonly string[]): number => labels.filter((one) => one === "batch_norm_running").length;
    expect(count(labelsOf(true))).toBe(1);
    expect(count(labelsOf(true, "blocks"))).toBe(1);
    expect(count(labelsOf(false))).toBe(0);
  });
});
