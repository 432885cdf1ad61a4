import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { readDocument } from "../document/validate.ts";
import { PRESETS, presetById } from "./index.ts";

describe("presets", () => {
  test.each(PRESETS.map((preset) => [preset.id, preset] as const))("%s is a valid document", (_, { document }) => {
    const { program, shapes } = readDocument(JSON.parse(JSON.stringify(document)), CATALOGUE);
    const logits = shapes[program.outputs[0].value];
    expect(logits).toEqual(program.ports.outputs[0].shape);
  });

  test("ids are unique", () => {
    expect(new Set(PRESETS.map((preset) => preset.id)).size).toBe(PRESETS.length);
  });

  test("an unknown preset is answered with the nearest", () => {
    expect(() => presetById("lm-nanno")).toThrow("Did you mean “lm-nano”?");
  });
});
