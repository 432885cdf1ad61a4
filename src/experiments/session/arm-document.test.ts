import { describe, expect, it } from "vitest";
import { parseExperimentText } from "../schema/experiment.ts";
import { presetById } from "../../models/presets/index.ts";
import { armDocument, hashOfStages, stagesOf } from "./arm-document.ts";

const EXAMPLES = import.meta.glob<string>("../../../experiments/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});

const noPapers = (): Promise<never> => Promise.reject(new Error("no card"));

describe("the document of an arm", () => {
  it("comes from a preset, with its title and training defaults", async () => {
    const arm = await armDocument({ id: "a", preset: "lm-pico" }, noPapers);
    expect(arm).toMatchObject({ title: "lm-pico", training: { learningRate: 0.008 } });
  });

  it("comes from a paper card or is written out", async () => {
    const preset = presetById("3pt-pico");
    const fromPaper = await armDocument({ id: "a", paper: "card/x" }, () => Promise.resolve(preset));
    const document = structuredClone(preset.document) as unknown as Record<string, unknown>;
    const written = await armDocument({ id: "b", document }, noPapers);
    expect(written.hash).toBe(fromPaper.hash);
    expect(written.training).toBeUndefined();
  });

  it("has its overrides applied to single knobs", async () => {
    const plain = await armDocument({ id: "a", preset: "lm-pico" }, noPapers);
    const wide = await armDocument(
      { id: "a", preset: "lm-pico", overrides: { "layers.ffn.hidden": 64, "task.vocabulary": 300 } },
      noPapers,
    );
    expect(wide.hash).not.toBe(plain.hash);
    expect(JSON.stringify(wide.checked.document)).toContain('"hidden":64');
    expect(JSON.stringify(presetById("lm-pico").document)).not.toContain('"hidden":64');
  });

  it("is refused with a sentence that names the arm", async () => {
    await expect(armDocument({ id: "a", preset: "lm-pcio" }, noPapers)).rejects.toThrow(/^Arm a: .*lm-pico/);
    const unknown = { id: "a", preset: "lm-pico", overrides: { "layers.conv.width": 3 } };
    await expect(armDocument(unknown, noPapers)).rejects.toThrow(/Arm a: .*no block “layers.conv”.*layers\.attn/);
    const wrong = { id: "a", preset: "lm-pico", overrides: { "layers.attn.heads": -1 } };
    await expect(armDocument(wrong, noPapers)).rejects.toThrow(/Arm a: /);
    await expect(armDocument({ id: "a", document: { format: "other" } }, noPapers)).rejects.toThrow(/^Arm a: /);
  });

  it("changes from segment to segment, each on the one before it", async () => {
    const arm = await armDocument(
      {
        id: "a",
        preset: "tokenformer-grow-48",
        segments: [
          { at: 0.5, overrides: { "layers.ffn.grown": 48 } },
          { at: 0.75, overrides: { "layers.ffn.freezeOld": true }, take: { a: "b" } },
        ],
      },
      noPapers,
    );
    const stages = stagesOf(arm);
    expect(stages).toHaveLength(3);
    expect(JSON.stringify(stages[2].checked.document)).toMatch(/"grown":48.*"freezeOld":true/);
    expect(hashOfStages(arm).split(" ")).toEqual(stages.map(({ hash }) => hash));
    expect(arm.next).toMatchObject({ at: 0.5, take: {}, stage: { next: { at: 0.75, take: { a: "b" } } } });
    const softmax = [{ at: 0.5, overrides: { "layers.ffn.grown": 8, "layers.ffn.normaliser": "softmax" } }];
    const refused = armDocument({ id: "a", preset: "tokenformer-grow-48", segments: softmax }, noPapers);
    await expect(refused).rejects.toThrow(/^Arm a: .*exp 0 = 1/s);
  });
});

it.each(Object.entries(EXAMPLES))("%s: every arm has a document that fits", async (_, text) => {
  for (const arm of parseExperimentText(text).arms) {
    expect((await armDocument(arm, noPapers)).id).toBe(arm.id);
  }
});
