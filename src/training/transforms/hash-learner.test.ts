import { expect, test } from "vitest";
import { Graph } from "../../engine/graph/graph.ts";
import { layoutParameters, type ParameterLayout } from "../../engine/plan/layout.ts";
import { u32 } from "../../kernels-wgsl/index.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { languageModel } from "../../models/build/language-model.ts";
import { readDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import { assertKeepsMatrices } from "./hash-learner.ts";

function layoutOf(preset: string): ParameterLayout {
  const graph = new Graph();
  const checked = readDocument(presetById(preset).document, CATALOGUE);
  languageModel(checked, { isTraining: true })(graph, graph.input("ids", u32(1, 4)));
  return layoutParameters(graph);
}

const CODES = layoutOf("eco-lm-pico-all");

test("the swap keeps query, value and output matrices: from shared queries and keys, and from as many keys as queries", () => {
  for (const preset of ["shared-qk-pico", "sqa-pico-mha"]) {
    expect(() => assertKeepsMatrices(layoutOf(preset), CODES)).not.toThrow();
  }
});

test("fewer key/value heads have no value matrix to keep: refused, not half drawn anew", () => {
  expect(() => assertKeepsMatrices(layoutOf("lm-pico"), CODES)).toThrow(
    /keeps layers\.attn\.0\.wv \[48, 48\], but before the swap it is \[24, 48\].*as many key\/value heads/,
  );
});
