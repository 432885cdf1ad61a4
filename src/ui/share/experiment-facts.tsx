import type { Experiment } from "../../experiments/schema/experiment.ts";
import { batchText, budgetText } from "./budget-text.ts";

function sourceOf(arm: Experiment["arms"][number]): string {
  if (arm.preset !== undefined) return `preset ${arm.preset}`;
  return arm.paper === undefined ? "a document of its own" : `paper ${arm.paper}`;
}

/** What an experiment would do, in a few lines. */
export function ExperimentFacts({ experiment }: { readonly experiment: Experiment }) {
  const { arms, baseline, data, seeds, learningRates = [], sequenceLength } = experiment;
  const runs = arms.length * seeds.length * Math.max(1, learningRates.length);
  return (
    <dl className="facts">
      <dt>Arms</dt>
      <dd>
        {arms.map((arm) => (
          <p key={arm.id}>
            {arm.title ?? arm.id}
            <span className="note">
              {" "}
              {sourceOf(arm)}
              {arm.overrides === undefined ? "" : `, ${Object.keys(arm.overrides).length} knobs changed`}
              {arm.id === baseline ? ", the baseline" : ""}
            </span>
          </p>
        ))}
      </dd>
      <dt>Data</dt>
      <dd>
        {data.id ?? data.file}
        {sequenceLength === 1 ? "" : `, tokenizer ${data.tokenizer}`}
      </dd>
      <dt>Budget</dt>
      <dd>
        {budgetText(experiment.budget)} of {batchText(experiment)}
      </dd>
      <dt>Runs</dt>
      <dd>
        {runs}: {seeds.length} {seeds.length === 1 ? "seed" : "seeds"}
        {learningRates.length === 0 ? ", each arm’s own learning rate" : `, learning rates ${learningRates.join(", ")}`}
      </dd>
    </dl>
  );
}
