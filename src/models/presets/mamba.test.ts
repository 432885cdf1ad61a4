import { expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { canonicalText } from "../document/canonical.ts";
import { readDocument } from "../document/validate.ts";
import { decoder, NANO } from "./language-models.ts";
import { mambaHybrid } from "./mamba.ts";

test("a hybrid with every layer attention is LM-base itself", () => {
  expect(canonicalText(mambaHybrid("base", NANO, 1), CATALOGUE)).toBe(canonicalText(decoder("base", NANO), CATALOGUE));
});

test.each([
  [5, 3, "mamba mamba attention mamba mamba"],
  [4, 2, "mamba attention mamba attention"],
  [3, 4, "mamba mamba mamba"],
])("a hybrid of %i layers, every %i: %s", (layers, every, expected) => {
  const { program } = readDocument(mambaHybrid("hybrid", { ...NANO, layers }, every), CATALOGUE);
  const kinds = program.steps.flatMap((step) => (step.step === "block" ? [step.definition.kind] : []));
  expect(kinds.filter((kind) => kind === "mamba" || kind === "attention").join(" ")).toBe(expected);
});
