import { Failure } from "../../lib/failure.ts";
import { mean } from "../../lib/statistics.ts";
import type { EvaluationSlice } from "../evaluation/slice.ts";
import type { RegressionExamples } from "../examples.ts";
import { findRowDataset } from "../index.ts";
import { contextFor } from "../prepare-text.ts";
import type { CutSetting, DataRequest, PreparationOptions, PreparedExamples, YardstickScore } from "../prepared.ts";
import type { LoadedRows } from "./row-dataset.ts";
import { rowSlice } from "./row-slice.ts";

/** Loads the rows that an experiment asks for, and cuts what is scored. */
export async function prepareRows(
  request: DataRequest,
  { sequenceLength, evaluate }: CutSetting,
  options: PreparationOptions,
): Promise<PreparedExamples> {
  const dataset = findRowDataset(request);
  const loaded = await dataset.loadRows(contextFor(request, options));
  const { train, evaluation } = loaded;
  if (sequenceLength !== train.length) {
    throw new Failure(
      `The rows of ${dataset.title} have ${train.length} positions and are read whole; set the sequence length to ${train.length}, not ${sequenceLength}.`,
    );
  }
  if (request.sha256 !== undefined && request.sha256 !== loaded.sha256) {
    throw new Failure(
      `${dataset.title} has the SHA-256 ${loaded.sha256}, but the experiment was made with ${request.sha256}: use the same rows, or take \`data.sha256\` out of the experiment.`,
    );
  }
  const full = await rowSlice(evaluation, evaluate.tokens);
  const quick = await rowSlice(evaluation, evaluate.quickTokens);
  options.onYardsticks(0, 1);
  const [yardsticks, quickYardsticks] = [full, quick].map((slice) => yardsticksOn(slice, loaded));
  options.onYardsticks(1, 1);
  const examples: RegressionExamples = { asks: "regression", train, evaluation };
  return {
    examples,
    quick,
    full,
    trainBitsPerLoss: 1,
    windows: [],
    report: {
      id: dataset.id,
      title: dataset.title,
      sha256: loaded.sha256,
      bytes: [train, evaluation].reduce((sum, { inputs, targets }) => sum + inputs.byteLength + targets.byteLength, 0),
      verified: loaded.verified,
      verification: loaded.verification,
      notes: [...loaded.notes],
      asks: examples.asks,
      trainTokens: train.rows * train.length,
      evalSlice: { sha256: full.sha256, tokens: full.targets, bytes: full.bytes },
      yardsticks,
      quickYardsticks,
    },
  };
}

/** What known methods reach on the rows of a slice: as a mean over everything asked, and value by value. */
function yardsticksOn({ windowStarts }: EvaluationSlice, { references }: LoadedRows): YardstickScore[] {
  return references([...windowStarts]).map(({ name, lossByExample, hasNoMean = false }) => ({
    name,
    ...(hasNoMean ? {} : { loss: mean(lossByExample) }),
    lossByExample: [...lossByExample],
  }));
}
