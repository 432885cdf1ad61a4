import { expect, test } from "vitest";
import { Graph } from "../../engine/graph/graph.ts";
import { BLOCK_FLOATS, layoutParameters } from "../../engine/plan/layout.ts";
import { REFERENCE_STEP } from "../../kernels-wgsl/_optimizer/update.ts";
import { sgdReference } from "../../kernels-wgsl/sgd/reference.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { languageModel } from "../../models/build/language-model.ts";
import { readDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import { parameterGroups } from "./parameter-groups.ts";

test("NOBLE: one SGD step moves frequencies by 2 lr g, phases by 4 lr g and the main matrices by lr g", () => {
  const graph = new Graph();
  const checked = readDocument(presetById("noble-r8-pico").document, CATALOGUE);
  languageModel(checked, { isTraining: true })(graph, graph.input("ids", { shape: [1, 4], dtype: "u32" }));
  const layout = layoutParameters(graph);
  const { groupOfBlock, table } = parameterGroups(layout, 0, () => false);
  const parameters = new Float64Array(layout.floats).fill(1);
  const gradients = Float64Array.from({ length: layout.floats }, (_, i) => 1 + (i % 3));
  const momentum = new Float64Array(layout.floats);
  const inputs = [parameters, gradients, momentum, Float64Array.from(groupOfBlock), table, Float64Array.of(1, 1)];
  const [moved] = sgdReference(inputs, { momentum: 0, dampening: 0, nesterov: false }, REFERENCE_STEP);
  const { learningRate } = REFERENCE_STEP;
  const expected = { wq_frequency1: 2, wq_phase1: 4, wq: 1, wo_frequency2: 2 };
  for (const [own, factor] of Object.entries(expected)) {
    const part = layout.parameters.flatMap(({ parts }) => parts).find(({ name }) => name === `layers.attn.0.${own}`)!;
    expect(part.offset % BLOCK_FLOATS).toBe(0);
    for (const i of [part.offset, part.offset + 1]) {
      expect(1 - moved[i], `${own} ${i}`).toBeCloseTo(factor * learningRate * gradients[i], 12);
    }
  }
});
