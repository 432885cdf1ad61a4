import { expect, test } from "vitest";
import { Graph } from "../../../engine/graph/graph.ts";
import { initialParameters, interpret } from "../../../engine/graph/interpret.ts";
import { imageClassifier } from "../../build/image-classifier.ts";
import { DOCUMENT_FORMAT } from "../../document/schema.ts";
import type { ArchitectureDocument, Item } from "../../document/types.ts";
import { readDocument } from "../../document/validate.ts";
import { block } from "../../presets/preset.ts";
import { CATALOGUE } from "../index.ts";

function classifier(trunk: readonly Item[], form: "mean" | "first"): ArchitectureDocument {
  return {
    format: DOCUMENT_FORMAT,
    task: { kind: "classify-image", knobs: { height: 4, width: 6, channels: 1, classes: 3 } },
    trunk,
    heads: [{ name: "logits", body: [block("pool-positions", { form }), block("head")] }],
  };
}

/** What the head reads of the image 0, 1, 2 … with every weight one. */
function featuresOf(document: ArchitectureDocument): number[] {
  const graph = new Graph();
  const images = graph.input("images", { shape: [1, 4, 6, 1], dtype: "f32" });
  const checked = readDocument(document, CATALOGUE);
  const { features } = imageClassifier(checked, { isTraining: true })(graph, images);
  const values = initialParameters(graph, 1);
  for (const { tensor, declaration } of graph.parameters) {
    const isBias = declaration.parts[0].name.endsWith("bias");
    values.set(
      tensor.id,
      (values.get(tensor.id) ?? new Float64Array()).map(() => (isBias ? 0 : 1)),
    );
  }
  values.set(
    images.id,
    Float64Array.from({ length: 24 }, (_, i) => i),
  );
  interpret(graph, graph.nodes, values);
  return [...(values.get(features.root.id) ?? [])];
}

const PATCHES = block("patch-embedding", { patch: 2, width: 2 });

test("each patch is one vector, and their mean is read", () => {
  // Six patches of four pixels: the mean patch sums to a sixth of all pixels.
  expect(featuresOf(classifier([PATCHES], "mean"))).toEqual([46, 46]);
  // The first patch holds the pixels 0, 1, 6 and 7.
  expect(featuresOf(classifier([PATCHES], "first"))).toEqual([14, 14]);
});

test("a class token stands first", () => {
  expect(featuresOf(classifier([PATCHES, block("class-token")], "first"))).toEqual([1, 1]);
  const [mean] = featuresOf(classifier([PATCHES, block("class-token")], "mean"));
  expect(mean).toBeCloseTo((276 + 1) / 7, 12);
});

test("patches that do not tile the image are refused with the nearest that do", () => {
  const document = classifier([block("patch-embedding", { patch: 3 })], "mean");
  expect(() => readDocument(document, CATALOGUE)).toThrow("patches of 3 do not tile an image of 4 x 6");
});

test("tokens have no patches, and a text no class token", () => {
  const text = (item: Item): ArchitectureDocument => ({
    format: DOCUMENT_FORMAT,
    task: { kind: "next-token" },
    trunk: [block("token-embedding"), item],
    heads: [{ name: "logits", body: [block("head")] }],
  });
  expect(() => readDocument(text(block("patch-embedding")), CATALOGUE)).toThrow("only images");
  expect(() => readDocument(text(block("class-token")), CATALOGUE)).toThrow("a fixed number of vectors");
});
