import type { LabelledSeriesExamples } from "../examples.ts";
import { findLabelledSeriesDataset } from "../index.ts";
import { contextFor } from "../prepare-text.ts";
import type { CutSetting, DataRequest, PreparationOptions, PreparedExamples } from "../prepared.ts";
import { refuseOtherData, refuseSequenceLength } from "../whole-examples.ts";
import { labelledSeriesSlice } from "./labelled-series.ts";

/** Loads the labelled series that an experiment asks for, and cuts what is scored. */
export async function prepareLabelledSeries(
  request: DataRequest,
  { sequenceLength, evaluate }: CutSetting,
  options: PreparationOptions,
): Promise<PreparedExamples> {
  refuseSequenceLength("A series is", sequenceLength);
  const dataset = findLabelledSeriesDataset(request);
  const loaded = await dataset.loadLabelledSeries(contextFor(request, options));
  const { train, evaluation } = loaded;
  refuseOtherData(dataset.title, loaded.sha256, request, "series");
  const full = await labelledSeriesSlice(evaluation, evaluate.tokens);
  const examples: LabelledSeriesExamples = { asks: "classify-series", train, evaluation };
  const classes = train.classes.length;
  return {
    examples,
    quick: await labelledSeriesSlice(evaluation, evaluate.quickTokens),
    full,
    trainBitsPerLoss: 1,
    windows: [],
    report: {
      id: dataset.id,
      title: dataset.title,
      sha256: loaded.sha256,
      bytes: train.values.byteLength + evaluation.values.byteLength,
      verified: loaded.verified,
      verification: loaded.verification,
      notes: [...loaded.notes],
      asks: examples.asks,
      classes: [...train.classes],
      trainTokens: train.labels.length,
      truth: Array.from(full.windowStarts, (n) => evaluation.labels[n]),
      evalSlice: { sha256: full.sha256, tokens: full.targets, bytes: full.bytes },
      yardsticks: [{ name: "chance", loss: Math.log(classes), accuracy: 1 / classes }],
    },
  };
}
