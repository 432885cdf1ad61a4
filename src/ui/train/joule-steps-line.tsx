import { useEffect, useState } from "react";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import { sentenceOf } from "../../lib/failure.ts";
import { formatNumber } from "../../lib/format.ts";
import { engine } from "../../workers/client.ts";
import type { DraftChanges } from "../store/draft-changes.ts";

/** While a number is being typed, nothing is counted. */
const QUIET_MS = 300;

async function stepsText(base: Experiment, changes: DraftChanges): Promise<string> {
  try {
    const { experimentFrom } = await import("../store/experiment-draft.ts");
    const arms = await (await engine()).jouleSteps(experimentFrom(base, changes));
    return `It gives ${arms.map(({ title, steps }) => `${title} ${formatNumber(steps)} steps`).join(", ")}.`;
  } catch (thrown) {
    return sentenceOf(thrown);
  }
}

/** What a budget in joules comes to in steps, counted before anything runs. */
export function JouleStepsLine({ base, changes }: { readonly base: Experiment; readonly changes: DraftChanges }) {
  const [text, setText] = useState<string | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    const count = async (): Promise<void> => {
      const next = await stepsText(base, changes);
      if (isCurrent) setText(next);
    };
    const timer = setTimeout(() => void count(), QUIET_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [base, changes]);
  return (
    <p className="note" role="status">
      {text ?? "Counting the steps that these joules give …"}
    </p>
  );
}
