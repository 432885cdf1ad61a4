import { describe, expect, test } from "vitest";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { costOf, type ModelCost } from "../build/cost.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { presetById } from "./index.ts";
import { PEM_MINI, segmenter } from "./pem.ts";

const COSTS = new Map<ArchitectureDocument, ModelCost>();

function cost(document: ArchitectureDocument): ModelCost {
  const known = COSTS.get(document) ?? costOf(readDocument(document, CATALOGUE), { batch: 2, sequenceLength: 1 });
  COSTS.set(document, known);
  return known;
}

/** Trained scalars under addresses that begin so; running statistics are none. */
function scalars(document: ArchitectureDocument, ...starts: readonly string[]): number {
  return cost(document)
    .parameterList.filter(({ name }) => starts.some((start) => name.startsWith(start)))
    .filter(({ name }) => !/(mean|variance)$/.test(name))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

const pem = presetById("pem-mini").document;
const DECODER = ["queries", "positions", "answer", "layer"];
const PIXELS = ["pixels", "context"];

describe("parameters of segmenters", () => {
  test("decoder and pixel decoder have as many as the paper's at this size", () => {
    expect(scalars(pem, ...PIXELS)).toBe(208_273);
    expect(scalars(pem, ...DECODER)).toBe(217_543);
    expect(scalars(pem, "backbone")).toBe(185_824);
    expect(cost(pem).parameters).toBe(611_640);
  });

  test("learned upsampling has three filters more", () => {
    const learned = segmenter("learned", { ...PEM_MINI, upsampling: "learned" });
    expect(scalars(learned, ...PIXELS)).toBe(404_881);
  });

  test("a layer: prototypes 17,600, softmax over many 16,768 with its norm, queries among themselves 16,768, MLP 33,216", () => {
    const maskFormer = presetById("maskformer-mini").document;
    expect(scalars(pem, "layer-1.cross")).toBe(17_600);
    expect(scalars(maskFormer, "layer-1.cross")).toBe(16_768);
    expect(scalars(pem, "layer-1.self")).toBe(16_768);
    expect(scalars(pem, "layer-1") - 17_600 - 16_768 - 64).toBe(33_216);
    expect(scalars(pem, ...DECODER) - scalars(maskFormer, ...DECODER)).toBe(3 * (17_600 - 16_768));
  });

  test("ablations lose what they leave out, and levels are visited again with one embedding", () => {
    const of = (id: string) => scalars(presetById(id).document, ...PIXELS);
    // Filters of offsets, and the modulation's matrices and norm.
    expect(of("pem-plain")).toBe(208_273 - 3 * (64 * 9 * 27 + 27));
    expect(of("pem-unmodulated")).toBe(208_273 - 4 * (2 * 64 * 32 + 2 * 32));
    expect(of("pem-bare")).toBe(of("pem-plain") + of("pem-unmodulated") - 208_273);
    const deep = segmenter("deep", { ...PEM_MINI, layers: 4 });
    expect(scalars(deep, ...DECODER) - 217_543).toBe(17_600 + 16_768 + 33_216);
  });
});
