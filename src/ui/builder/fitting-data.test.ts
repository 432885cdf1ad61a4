import { describe, expect, test } from "vitest";
import { presetById } from "../../models/presets/index.ts";
import { loadPaper, PAPER_SLUGS } from "../../papers/index.ts";
import { datasetChoice, DATASET_CHOICES } from "../train/dataset-choices.ts";
import { fittingBaseline } from "./baselines.ts";
import { fits, fittingData } from "./fitting-data.ts";

test.each([
  ["3pt-nano", "state-of-the-union"],
  ["poolformer-mini", "shapes-32"],
  ["itransformer-mini", "correlated-series"],
  ["lmuformer-mini", "keyword"],
  ["algo-linreg", "regression-linear"],
  ["algo-ar", "regression-autoregressive"],
  ["triple-tensor", "triple-match"],
  ["copy-mamba", "selective-copy"],
  ["lra-listops-mamba", "listops"],
  ["lra-mini-local", "byte-text"],
  ["lra-pairs-mamba", "speech-pairs"],
])("%s is trained first on %s", (preset, data) => {
  expect(fittingData(presetById(preset).document)).toEqual({ id: data });
});

test("wished data are kept where the document can read them, and a text of one's own by documents that read text", () => {
  const [series, text] = ["algo-ar", "lm-nano"].map((id) => presetById(id).document);
  expect(fittingData(series, { id: "regression-linear" })).toEqual({ id: "regression-autoregressive" });
  expect(fittingData(text, { id: "regression-linear" })).toEqual({ id: "state-of-the-union" });
  expect(fittingData(text, { id: "wikitext-2-raw" })).toEqual({ id: "wikitext-2-raw" });
  expect(fittingData(text, { file: "own.txt" })).toEqual({ file: "own.txt" });
  expect(fittingData(series, { file: "own.txt" })).toEqual({ id: "regression-autoregressive" });
});

test("other extents of the task take the first data of its kind, whose own sentence tells the difference", () => {
  const { task, ...rest } = presetById("vit-810k").document;
  const wide = { ...rest, task: { ...task, knobs: { ...task.knobs, height: 64, width: 64 } } };
  expect(fittingData(wide)).toEqual({ id: "shapes-32" });
});

test.each(["algo-linreg", "algo-ar", "triple-tensor", "copy-mamba", "lra-listops-mamba", "itransformer-mini"])(
  "%s has a baseline that reads and answers the same",
  (preset) => {
    const { document } = presetById(preset);
    const baseline = presetById(fittingBaseline(document));
    expect(fittingData(baseline.document)).toEqual(fittingData(document));
    expect(baseline.document.task.knobs).toEqual(document.task.knobs);
  },
);

test("no two data of the picker have one name", () => {
  expect(new Set(DATASET_CHOICES.map(({ id }) => id)).size).toBe(DATASET_CHOICES.length);
});

describe.each(PAPER_SLUGS)("%s", (slug) => {
  test("the picker has its experiments' data, for its arms' documents", async () => {
    const { quick, fair } = (await loadPaper(slug)).experiments;
    for (const { data, arms } of [quick, fair]) {
      const choice = datasetChoice(data.id);
      expect(choice, data.id).toBeDefined();
      for (const { preset } of arms) {
        if (preset !== undefined) expect(fits(choice!, presetById(preset).document), `${preset} ${data.id}`).toBe(true);
      }
    }
  });
});
