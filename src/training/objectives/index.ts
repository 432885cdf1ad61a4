import type { Examples } from "../../data/examples.ts";
import type { ChannelStatistics } from "../../data/images/image-set.ts";
import { Failure } from "../../lib/failure.ts";
import { adaptationTermsOf } from "../../models/build/adaptation-loss.ts";
import { domainAdapter } from "../../models/build/domain-adapter.ts";
import { imageClassifier } from "../../models/build/image-classifier.ts";
import { assertAnswers, assertClasses, assertVocabulary, languageModel } from "../../models/build/language-model.ts";
import { predictor } from "../../models/build/predictor.ts";
import { segmentWeightsOf } from "../../models/build/segment-loss.ts";
import { segmenter } from "../../models/build/segmenter.ts";
import { classifiesRows, sequenceClassifier } from "../../models/build/sequence-classifier.ts";
import type { StreamShape } from "../../models/document/shape.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import { adaptDomain, adaptDomainOf, assertReadsPatches } from "./adapt-domain.ts";
import { assertReadsImages, classifyImage, classifyImageOf } from "./classify-image.ts";
import { classifySequence, classifySequenceOf } from "./classify-sequence.ts";
import { assertReadsSeries, classifySeries, classifySeriesOf } from "./classify-series.ts";
import { assertForecasts, forecast, forecastOf, lookbackOf } from "./forecast.ts";
import { labelTokens, labelTokensOf } from "./label-tokens.ts";
import { nextToken, nextTokenOf } from "./next-token.ts";
import type { BoundObjective, Objective } from "./objective.ts";
import { assertReadsRows, regression, regressionOf } from "./regression.ts";
import { assertReadsScenes, segmentScenes, segmentScenesOf } from "./segment.ts";

/** What one task of documents is trained for. */
interface TaskObjective<Given extends Examples> {
  /** With its data; refuses a document that does not fit them. */
  bind(checked: CheckedDocument, examples: Given): BoundObjective;
  /** For a plan without data, as if there were so many tokens or images. */
  planned(checked: CheckedDocument, given: PlannedData): Objective;
}

/** Data that a plan stands for: their extent is a buffer of the step. */
export interface PlannedData {
  readonly sequenceLength: number;
  /** Tokens or images of the training split; absent: a common number of them. */
  readonly trainTokens?: number | undefined;
}

const EXAMPLE_TOKENS = 1_000_000;
const EXAMPLE_IMAGES = 5_000;
const EXAMPLE_SERIES = 2_000;
const EXAMPLE_ROWS = 2_800;
const EXAMPLE_SCENES = 2_000;
const EXAMPLE_SEGMENTS = 6;

/** Whole rows, as many as the tokens fill. */
const rowsOf = ({ trainTokens = EXAMPLE_TOKENS, sequenceLength }: PlannedData): number =>
  Math.max(1, Math.round(trainTokens / sequenceLength));

type ByTask = { readonly [Task in Examples["asks"]]: TaskObjective<Extract<Examples, { readonly asks: Task }>> };

function featuresOf(shape: StreamShape): { readonly extents: readonly (number | string)[]; readonly width: number } {
  if (shape.content !== "features") throw new Error("the task reads ids");
  return { extents: shape.positions, width: shape.width };
}

/** Channels that are standardised already. */
function unitStatistics(channels: number): ChannelStatistics {
  const zeros = Array.from({ length: channels }, () => 0);
  return { mean: zeros, deviation: zeros.map(() => 1) };
}

const tokens = (checked: CheckedDocument) => (isTraining: boolean) => languageModel(checked, { isTraining });
const rows = (checked: CheckedDocument) => (isTraining: boolean) => sequenceClassifier(checked, { isTraining });
const images = (checked: CheckedDocument) => (isTraining: boolean) => imageClassifier(checked, { isTraining });
const regions = (checked: CheckedDocument) => (isTraining: boolean) => segmenter(checked, { isTraining });
const domains = (checked: CheckedDocument) => (isTraining: boolean) => domainAdapter(checked, { isTraining });
const values = (checked: CheckedDocument) => (isTraining: boolean) => predictor(checked, { isTraining });

/** Adding a task is its file and its entry here. */
const OBJECTIVES: ByTask = {
  "next-token": {
    bind(checked, examples) {
      assertAnswers(checked, "next-token");
      assertVocabulary(checked, examples.tokenizer.id, examples.tokenizer.vocabularySize);
      return nextTokenOf(tokens(checked), examples);
    },
    planned: (checked, { trainTokens = EXAMPLE_TOKENS }) => nextToken(tokens(checked), trainTokens),
  },
  "label-tokens": {
    bind(checked, examples) {
      const isAboutRows = classifiesRows(checked);
      if (isAboutRows) assertClasses(checked, examples.classes);
      else assertAnswers(checked, { classes: examples.classes });
      assertVocabulary(checked, examples.tokenizer.id, examples.tokenizer.vocabularySize);
      return isAboutRows ? classifySequenceOf(rows(checked), examples) : labelTokensOf(tokens(checked), examples);
    },
    planned(checked, given) {
      const count = given.sequenceLength * rowsOf(given);
      return classifiesRows(checked) ? classifySequence(rows(checked), count) : labelTokens(tokens(checked), count);
    },
  },
  "classify-image": {
    bind(checked, examples) {
      assertReadsImages(checked, examples.train);
      return classifyImageOf(images(checked), examples);
    },
    planned(checked, { trainTokens: count = EXAMPLE_IMAGES }) {
      const { extents, width: channels } = featuresOf(checked.program.ports.inputs[0].shape);
      const [height, width] = extents as readonly number[];
      const statistics = unitStatistics(channels);
      const augment = { flip: false, shift: 0 };
      return classifyImage(images(checked), { height, width, channels, count, statistics, augment });
    },
  },
  "classify-series": {
    bind(checked, examples) {
      assertReadsSeries(checked, examples.train);
      return classifySeriesOf(images(checked), examples);
    },
    planned(checked, { trainTokens: count = EXAMPLE_SERIES }) {
      const { extents, width: channels } = featuresOf(checked.program.ports.inputs[0].shape);
      return classifySeries(images(checked), { steps: (extents as readonly number[])[0], channels, count });
    },
  },
  "domain-adaptation": {
    bind(checked, examples) {
      assertReadsPatches(checked, examples);
      return adaptDomainOf(domains(checked), examples, adaptationTermsOf(checked));
    },
    planned(checked, { trainTokens: count = EXAMPLE_IMAGES }) {
      const { extents, width: bands } = featuresOf(checked.program.ports.inputs[0].shape);
      const [patch] = extents as readonly number[];
      const given = { patch, bands, labelled: count, unlabelled: count, statistics: unitStatistics(bands) };
      return adaptDomain(domains(checked), given, adaptationTermsOf(checked));
    },
  },
  segment: {
    bind(checked, examples) {
      assertReadsScenes(checked, examples.train);
      return segmentScenesOf(regions(checked), examples, segmentWeightsOf(checked));
    },
    planned(checked, { trainTokens: count = EXAMPLE_SCENES }) {
      const [{ extents, width: channels }, { width }] = [
        checked.program.ports.inputs[0],
        checked.program.ports.outputs[0],
      ].map(({ shape }) => featuresOf(shape));
      const [height, columns] = extents as readonly number[];
      const statistics = unitStatistics(channels);
      const scenes = { height, width: columns, channels, classes: width - 1, segments: EXAMPLE_SEGMENTS };
      return segmentScenes(regions(checked), { ...scenes, count, statistics }, segmentWeightsOf(checked));
    },
  },
  forecast: {
    bind(checked, examples) {
      assertForecasts(checked, examples);
      return forecastOf(values(checked), lookbackOf(checked), examples);
    },
    planned(checked, { trainTokens: rows = EXAMPLE_ROWS }) {
      const [{ extents }, { extents: asked, width }] = [
        checked.program.ports.inputs[0],
        checked.program.ports.outputs[0],
      ].map(({ shape }) => featuresOf(shape));
      const [lookback, horizon] = [extents[0], asked[0]] as readonly number[];
      return forecast(values(checked), {
        lookback,
        horizon,
        variables: width,
        rows: Math.max(rows, lookback + horizon),
      });
    },
  },
  regression: {
    bind(checked, examples) {
      assertReadsRows(checked, examples.train);
      return regressionOf(values(checked), examples);
    },
    planned(checked, given) {
      const [{ width }, { width: outputs }] = [checked.program.ports.inputs[0], checked.program.ports.outputs[0]].map(
        ({ shape }) => featuresOf(shape),
      );
      return regression(values(checked), { rows: rowsOf(given), length: given.sequenceLength, width, outputs });
    },
  },
};

/** The objective of a document on its data; a Failure where its task is another than theirs, or reads something else. */
export function objectiveOn(checked: CheckedDocument, examples: Examples): BoundObjective {
  const kind = dataKindOf(checked);
  if (kind !== examples.asks && !isAboutTokens(kind, examples.asks)) {
    const name = checked.document.name ?? "This document";
    throw new Failure(
      `${name} has the task “${kind}”, but these data ask for “${examples.asks}”; choose other data, or a document with that task.`,
    );
  }
  return (OBJECTIVES[examples.asks] as TaskObjective<Examples>).bind(checked, examples);
}

/** What the data of a document's task ask for: the class of a row is a label at its end. */
function dataKindOf(checked: CheckedDocument): string {
  return classifiesRows(checked) ? "label-tokens" : checked.document.task.kind;
}

/** Their own sentence tells more. */
function isAboutTokens(...tasks: readonly string[]): boolean {
  return tasks.every((task) => task === "next-token" || task === "label-tokens");
}

/** The objective of a document for a plan without data. */
export function plannedObjective(checked: CheckedDocument, given: PlannedData): Objective {
  const kind = dataKindOf(checked);
  if (!Object.hasOwn(OBJECTIVES, kind)) {
    throw new Failure(
      `Nothing here trains a document with the task “${kind}” yet; those that are trained are ${Object.keys(OBJECTIVES).join(", ")}.`,
    );
  }
  return OBJECTIVES[kind as Examples["asks"]].planned(checked, given);
}
