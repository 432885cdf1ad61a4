import { describe, expect, it } from "vitest";
import { presetById } from "../../models/presets/index.ts";
import { armDocument } from "./arm-document.ts";

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
});
