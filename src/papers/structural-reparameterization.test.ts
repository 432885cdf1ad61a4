import { expect, test } from "vitest";
import { armDocument, stagesOf } from "../experiments/session/arm-document.ts";
import { loadPaper, paperDocument } from "./index.ts";

test("branches join in stairs and are one path for the last fifth of a run", async () => {
  const { experiments } = await loadPaper("structural-reparameterization");
  const arm = experiments.fair.arms.find(({ id }) => id === "joined")!;
  const stages = stagesOf(await armDocument(arm, paperDocument));
  const joins = stages.map(({ checked }) => {
    const own = checked.program.steps.flatMap((step) =>
      step.step === "block" && "join" in step.knobs ? [step.knobs.join] : [],
    );
    return [...new Set(own)];
  });
  expect(joins).toEqual([[0], [0.17], [0.33], [0.5], [0.67], [0.83], [1]]);
  const starts = stages.flatMap(({ next }) => (next === undefined ? [] : [next.at]));
  expect(starts.at(0)).toBeCloseTo(0.3, 12);
  expect(starts.at(-1)).toBeCloseTo(0.8, 12);
});
