import { useState } from "react";
import type { Experiment } from "../../experiments/schema/experiment.ts";
import { sentenceOf } from "../../lib/failure.ts";
import { engine } from "../../workers/client.ts";
import type { KeptWeights, MergedWeights, ProvidedFiles, WeightsEvaluation } from "../../workers/protocol.ts";
import { askForFiles, filesNamed } from "../files/ask-for-files.ts";

/** What was done last with kept weights. */
export type Outcome =
  | { readonly done: "written"; readonly prompt: string; readonly text: string }
  | ({ readonly done: "evaluated" } & WeightsEvaluation)
  | { readonly done: "merged"; readonly merged: MergedWeights };

export interface WeightsWork {
  /** What is being done, such as `Writing`. */
  readonly doing: string | undefined;
  /** The weights that the outcome, or the work under way, is of. */
  readonly of: KeptWeights | undefined;
  readonly outcome: Outcome | undefined;
  readonly problem: string | undefined;
  write(entry: KeptWeights, prompt: string): Promise<void>;
  evaluate(entry: KeptWeights): Promise<void>;
  merge(entry: KeptWeights): Promise<void>;
}

type State = Pick<WeightsWork, "doing" | "of" | "outcome" | "problem">;

const AT_REST: State = { doing: undefined, of: undefined, outcome: undefined, problem: undefined };

/** Puts kept weights to use, one thing at a time. */
export function useWeightsWork({ data }: Pick<Experiment, "data">): WeightsWork {
  const [state, setState] = useState(AT_REST);
  const work = async (doing: string, of: KeptWeights, make: () => Promise<Outcome>): Promise<void> => {
    setState({ ...AT_REST, doing, of });
    try {
      const outcome = await make();
      setState({ ...AT_REST, of, outcome });
    } catch (thrown) {
      setState({ ...AT_REST, of, problem: sentenceOf(thrown) });
    }
  };
  const onData = async (doing: string, of: KeptWeights, make: (files: ProvidedFiles) => Promise<Outcome>) => {
    const files = await askForFiles(filesNamed(data));
    if (files !== undefined) await work(doing, of, () => make(files));
  };
  return {
    ...state,
    write: (entry, prompt) =>
      work("Writing", entry, async () => {
        const text = await (await engine()).writeFromWeights(entry.session, entry.key, prompt);
        return { done: "written", prompt, text };
      }),
    evaluate: (entry) =>
      onData("Evaluating", entry, async (files) => {
        return { done: "evaluated", ...(await (await engine()).evaluateWeights(entry.session, entry.key, files)) };
      }),
    merge: (entry) =>
      onData("Merging, and evaluating both forms", entry, async (files) => {
        return { done: "merged", merged: await (await engine()).mergeWeights(entry.session, entry.key, files) };
      }),
  };
}
