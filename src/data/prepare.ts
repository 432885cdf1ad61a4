import { Failure } from "../lib/failure.ts";
import { ngramYardsticks, spansOfSlice } from "./ngram-yardsticks.ts";
import { fullSlice, quickSlice, type EvaluationSlice } from "./evaluation/slice.ts";
import { prepareAdaptation } from "./adaptation/prepare-adaptation.ts";
import type { TextExamples, LabelledExamples } from "./examples.ts";
import { prepareImages } from "./images/prepare-images.ts";
import {
  asksForDomains,
  asksForImages,
  asksForRows,
  asksForScenes,
  asksForSeries,
  asksForLabelledSeries,
} from "./index.ts";
import { assertRowLength } from "./labelled-rows.ts";
import { prepareText, type PreparedText } from "./prepare-text.ts";
import { prepareRows } from "./rows/prepare-rows.ts";
import { prepareScenes } from "./segmentation/prepare-scenes.ts";
import { prepareLabelledSeries } from "./series/prepare-labelled-series.ts";
import { prepareSeries } from "./series/prepare-series.ts";
import type { CutSetting, DataReport, DataRequest, PreparationOptions, PreparedExamples } from "./prepared.ts";
import { trainingOffsetCount } from "./sampler.ts";
import type { TokenStream } from "./tokenizers/tokenizer.ts";

/** Loads what an experiment asks for, and cuts what is scored. */
export function prepareExamples(
  request: DataRequest,
  setting: CutSetting,
  options: PreparationOptions,
): Promise<PreparedExamples> {
  if (asksForLabelledSeries(request)) return prepareLabelledSeries(request, setting, options);
  if (asksForDomains(request)) return prepareAdaptation(request, setting, options);
  if (asksForScenes(request)) return prepareScenes(request, setting, options);
  if (asksForSeries(request)) return prepareSeries(request, setting, options);
  if (asksForRows(request)) return prepareRows(request, setting, options);
  return asksForImages(request) ? prepareImages(request, setting, options) : prepareTokens(request, setting, options);
}

/** Enough for a mean, few enough to be quick on a processor. */
const MOST_WINDOWS = 8;

/** The first whole windows of a slice, T + 1 tokens each. */
export function heldOutWindows(stream: TokenStream, slice: EvaluationSlice): number[][] {
  const length = slice.sequenceLength + 1;
  const starts = Array.from(slice.windowStarts).filter((start) => start + length <= stream.tokens.length);
  return starts.slice(0, MOST_WINDOWS).map((start) => Array.from(stream.tokens.subarray(start, start + length)));
}

async function prepareTokens(
  request: DataRequest,
  { sequenceLength, evaluate }: CutSetting,
  options: PreparationOptions,
): Promise<PreparedExamples> {
  if (sequenceLength < 2) {
    throw new Failure(
      "A text is read in rows of several tokens, but `sequenceLength` is 1, as where it is left out: set it, such as 128.",
    );
  }
  const prepared = await prepareText(request, options);
  const { text, tokenizer, train, evaluation } = prepared;
  assertRowLength(train, sequenceLength);
  const quick = await quickSlice(evaluation, sequenceLength, evaluate.quickTokens);
  const full = await fullSlice(evaluation, sequenceLength, evaluate.tokens);
  const shared = { quick, full, tokenizer, trainBitsPerLoss: train.tokens.length / (train.bytes * Math.LN2) };
  if (text.labels !== undefined) {
    const examples: LabelledExamples = {
      asks: "label-tokens",
      tokenizer,
      classes: text.labels.classes,
      train,
      evaluation,
    };
    // Models of bytes say nothing of labels.
    return { ...shared, examples, windows: [], report: reportOf(prepared, examples.asks, full) };
  }
  trainingOffsetCount(train.tokens.length, sequenceLength);
  options.onYardsticks(0, 1);
  const yardsticksOn = (slice: EvaluationSlice): ReturnType<typeof ngramYardsticks> =>
    ngramYardsticks(text.train.bytes, text.evaluation.bytes, spansOfSlice(evaluation, slice));
  const [yardsticks, quickYardsticks] = [full, quick].map(yardsticksOn);
  options.onYardsticks(1, 1);
  const examples: TextExamples = { asks: "next-token", tokenizer, train, evaluation };
  const report = { ...reportOf(prepared, examples.asks, full), yardsticks, quickYardsticks };
  return { ...shared, examples, windows: heldOutWindows(evaluation, quick), report };
}

function reportOf(prepared: PreparedText, asks: DataReport["asks"], full: EvaluationSlice): DataReport {
  const { dataset, text, tokenizer } = prepared;
  return {
    id: dataset.id,
    title: dataset.title,
    sha256: text.sha256,
    bytes: prepared.bytes,
    verified: text.verified,
    verification: text.verification,
    notes: [...text.notes],
    asks,
    tokenizer: tokenizer.id,
    vocabularySize: tokenizer.vocabularySize,
    trainTokens: prepared.train.tokens.length,
    evalSlice: { sha256: full.sha256, tokens: full.targets, bytes: full.bytes },
  };
}
