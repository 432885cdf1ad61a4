import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { readDocument } from "../document/validate.ts";
import { decoder } from "../presets/language-models.ts";
import { presetById } from "../presets/index.ts";
import { threePhase } from "../presets/three-phase.ts";
import { costOf } from "./cost.ts";

const cost = (id: string, sequenceLength = 16) =>
  costOf(readDocument(presetById(id).document, CATALOGUE), { batch: 1, sequenceLength });

describe("parameters, counted by building the graph", () => {
  test.each([
    ["lm-pico", 75_504],
    ["lm-pico-tied", 63_216],
    ["lm-nano", 353_952],
    ["lm-nano-tied", 329_376],
    ["lm-micro", 799_584],
    ["lm-micro-tied", 602_976],
    ["lm-mini", 3_196_608],
    ["lm-mini-tied", 2_410_176],
    ["3pt-pico", 75_520],
    ["3pt-nano", 354_000],
    ["3pt-micro", 799_584 + 64],
    ["3pt-n3", 3_196_608 + 128],
    ["3pt-paper-small", 5_463_872],
    ["rope-only-paper-small", 5_463_744],
    ["3pt-paper-large", 123_490_560],
    ["rope-only-paper-large", 123_489_024],
    // Embedding and positions; per block 12·96² weights, 9·96 biases, two norms of 2·96; a final norm. The head is tied.
    ["gpt2-nano", 256 * 96 + 128 * 96 + 3 * (12 * 96 * 96 + 9 * 96 + 4 * 96) + 2 * 96],
  ])("%s has %i", (id, parameters) => {
    expect(cost(id).parameters).toBe(parameters);
  });

  test("one phase of the paper's large size has 123,493,632", () => {
    const large = { vocabulary: 32_000, width: 768, layers: 12, hidden: 2048, heads: 12, kvHeads: 3 };
    const checked = readDocument(threePhase("3pt-large", large, { phases: 1 }), CATALOGUE);
    expect(costOf(checked, { batch: 1, sequenceLength: 8 }).parameters).toBe(123_493_632);
  });

  test("every variant of the attention family has the published count", () => {
    // Width 256, 8 layers, 16 nominal heads, SwiGLU 768, vocabulary 10,000, untied.
    const published = { MHA: 11.94, GQA: 11.15, MQA: 10.96, SQA: 10.63, sSQA: 10.89, xSQA: 10.37, xSMQA: 10.17 };
    const heads = { MHA: [16, 16], GQA: [16, 4], MQA: [16, 1], SQA: [8, 4], sSQA: [8, 8], xSQA: [4, 4], xSMQA: [4, 1] };
    for (const [name, millions] of Object.entries(published)) {
      const [queryHeads, kvHeads] = heads[name as keyof typeof heads];
      const size = { vocabulary: 10_000, width: 256, layers: 8, hidden: 768, heads: 16, kvHeads };
      const text = JSON.stringify(decoder(name, size)).replaceAll(
        '"heads":16',
        `"heads":16,"queryHeads":${queryHeads}`,
      );
      const { parameters } = costOf(readDocument(JSON.parse(text), CATALOGUE), { batch: 1, sequenceLength: 8 });
      expect((parameters / 1e6).toFixed(2), name).toBe(millions.toFixed(2));
    }
  });
});

describe("work and memory, counted on the unbound graph", () => {
  const batch = 2;
  const sequenceLength = 128;
  const nano = costOf(readDocument(presetById("lm-nano").document, CATALOGUE), { batch, sequenceLength });

  test("matrix work is twice the matrices, attention twice its width for each key it sees", () => {
    const matrices = 2 * (3 * (101_568 - 192) + 256 * 96);
    const attention = 3 * 2 * 96 * (sequenceLength + 1);
    const closedForm = matrices + attention;
    expect(nano.flopsPerTokenForward).toBeGreaterThan(closedForm);
    expect(nano.flopsPerTokenForward).toBeLessThan(1.05 * closedForm);
    expect(nano.flopsPerTokenTraining / nano.flopsPerTokenForward).toBeGreaterThan(2.8);
    expect(nano.flopsPerTokenTraining / nano.flopsPerTokenForward).toBeLessThan(3.4);
  });

  test("the blocks' work and parameters add up to the whole", () => {
    const sum = (field: "parameters" | "flopsPerTokenForward"): number =>
      nano.blocks.reduce((total, block) => total + block[field], 0);
    expect(sum("parameters")).toBe(nano.parameters);
    expect(sum("flopsPerTokenForward")).toBeCloseTo(nano.flopsPerTokenForward, 6);
  });

  test("the state is keys and values of every layer", () => {
    expect(nano.stateFloats).toBe(3 * 2 * 3 * 16 * sequenceLength);
  });

  test("query heads, not key/value heads, set attention's work", () => {
    const attention = (queryHeads: number): number => {
      const text = JSON.stringify(presetById("lm-nano").document).replace(
        '"kvHeads":3',
        `"queryHeads":${queryHeads},"kvHeads":3`,
      );
      const checked = readDocument(JSON.parse(text), CATALOGUE);
      return costOf(checked, { batch, sequenceLength }).blocks.find((block) => block.node === "layers.attn")!
        .flopsPerTokenForward;
    };
    const projections = (queryHeads: number): number => 3 * 2 * (2 * 96 * queryHeads * 16 + 2 * 96 * 48);
    const quadratic = (queryHeads: number): number => attention(queryHeads) - projections(queryHeads);
    expect(quadratic(3) / quadratic(6)).toBeGreaterThan(0.5);
    expect(quadratic(3) / quadratic(6)).toBeLessThan(0.56);
  });
});

describe("settings of parameters", () => {
  test("matrices and the untied head decay; embeddings, gains, biases and angles do not", () => {
    const decays = (id: string): Record<string, boolean> =>
      Object.fromEntries(
        cost(id).parameterList.map(({ name, decays: isDecayed }) => [name.split(".").slice(-2).join("."), isDecayed]),
      );
    expect(
      cost("3pt-nano")
        .parameterList.filter((part) => !part.decays)
        .map((part) => part.name),
    ).toEqual([
      "embed.weight",
      ...[0, 1, 2].flatMap((pass) => [
        `layers.attn-norm.${pass}.gain`,
        `layers.rotate.${pass}.theta`,
        `layers.ffn-norm.${pass}.gain`,
      ]),
      "logits.norm.gain",
    ]);
    expect(decays("gpt2-nano")["embed.weight"]).toBe(false);
    expect(decays("lm-nano")["head.weight"]).toBe(true);
  });
});
