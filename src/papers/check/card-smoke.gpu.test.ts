import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { correlatedSeries } from "../../data/correlated-series/series.ts";
import type {
  AdaptationExamples,
  Examples,
  ForecastExamples,
  ImageExamples,
  LabelledExamples,
  RegressionExamples,
} from "../../data/examples.ts";
import { IGNORE_INDEX, quickSlice } from "../../data/evaluation/slice.ts";
import { hyperspectralDomains } from "../../data/hyperspectral-pair/pair.ts";
import { standardisedSeries } from "../../data/series/series-set.ts";
import { scenes } from "../../data/scenes-64/scenes.ts";
import { shapes } from "../../data/shapes-32/shapes.ts";
import { keywords } from "../../data/tasks/keyword/keyword.ts";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { classifiesRows } from "../../models/build/sequence-classifier.ts";
import type { ArchitectureDocument, BlockItem } from "../../models/document/types.ts";
import { checkDocument, readDocument, type CheckedDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import { objectiveOn } from "../../training/objectives/index.ts";
import { streamOfBytes } from "../../training/objectives/stream-of-bytes.fixture.ts";
import { DEFAULT_OPTIMIZER } from "../../training/optimizers/settings.ts";
import { Decoder } from "../../training/text/decoder.ts";
import { Trainer } from "../../training/trainer/trainer.ts";
import { loadPaper, PAPER_SLUGS } from "../index.ts";

const SEQUENCE_LENGTH = 16;
const STEPS = 2;
/** One window: every training row is the text that is decoded. */
const TOKENS = Uint32Array.from({ length: SEQUENCE_LENGTH + 1 }, (_, i) => (i * i + 7 * i) % 251);

/** Tasks whose documents are small as they are. */
const SMALL_ALREADY: readonly string[] = ["domain-adaptation", "forecast", "classify-series", "segment"];

/** The document as narrow as its heads allow, at most 32 channels; streams of zeros are as wide as the embedding. */
function narrowed(document: ArchitectureDocument): CheckedDocument {
  if (SMALL_ALREADY.includes(document.task.kind)) return readDocument(document, CATALOGUE);
  for (const width of [24, 32, 16]) {
    const streams = document.streams?.map(({ start, ...stream }) => {
      const zeros = start !== undefined && "zeros" in start ? { zeros: { ...start.zeros, width } } : start;
      return zeros === undefined ? stream : { ...stream, start: zeros };
    });
    const given = structuredClone({ ...document, ...(streams === undefined ? {} : { streams }) });
    Object.assign(given.trunk[0], { knobs: { ...(given.trunk[0] as BlockItem).knobs, width } });
    if (checkDocument(given, CATALOGUE).problems.length === 0) return readDocument(given, CATALOGUE);
  }
  throw new Error("no width of 16, 24 or 32 suits the heads of this document");
}

/** The first arm that a card's quick experiment puts against its baseline, later segments included. */
async function candidatesOf(slug: string): Promise<string[]> {
  const { arms, baseline } = (await loadPaper(slug)).experiments.quick;
  const { preset, segments = [] } = arms.find(({ id }) => id !== baseline)!;
  return [preset, ...segments.map((segment) => segment.preset)].flatMap((each) => each ?? []);
}

/** One for all cards: most of their pipelines are the same. */
let gpu: Gpu;
beforeAll(async () => {
  gpu = await Gpu.open();
});

describe.each(PAPER_SLUGS)("%s", (slug) => {
  afterAll(() => expect(gpu.deviceError).toBeNull());

  test(
    "trains on the device, and where it writes, reads token by token what it reads at once",
    { timeout: 60_000 },
    async () => {
      for (const preset of await candidatesOf(slug)) {
        const checked = narrowed(presetById(preset).document);
        const examples = examplesFor(checked);
        const trainer = await Trainer.create(gpu, objectiveOn(checked, examples), {
          batch: 1,
          sequenceLength: "tokenizer" in examples || examples.asks === "regression" ? SEQUENCE_LENGTH : 1,
          microSteps: 1,
          optimizer: DEFAULT_OPTIMIZER,
          recompute: "none",
          ringLength: STEPS + 1,
          onCompile: () => undefined,
        });
        trainer.initialise(1);
        for (let step = 0; step < STEPS; step++) trainer.program.submit(trainer.stepValues(step, 0.003));
        // A step of rate 0 changes nothing: its loss is that of the weights which the decoder reads.
        trainer.program.submit(trainer.stepValues(STEPS, 0));
        const losses = (await trainer.records(true)).map(({ metrics }) => metrics["loss"][0][0]);
        expect(losses.every(Number.isFinite), `${preset}: ${losses.join(", ")}`).toBe(true);
        expect(losses[1], preset).toBeLessThan(losses[0]);
        expect(losses[2], preset).toBeLessThan(losses[0]);
        if (examples.asks === "next-token")
          await expectDecodes(gpu, trainer, checked, await lastLoss(trainer, checked, losses[STEPS]));
        trainer.destroy();
      }
    },
  );
});

/** What the document's task asks for, of one row, image or series. */
function examplesFor(checked: CheckedDocument): Examples {
  const { kind } = checked.document.task;
  if (kind === "forecast") return oneWindow();
  if (kind === "classify-series") {
    const word = keywords(1, 3, 1);
    return { asks: "classify-series", train: word, evaluation: word };
  }
  if (kind === "classify-image") return oneImage();
  if (kind === "regression") return oneWave();
  if (kind === "domain-adaptation") return onePatchEach();
  if (kind === "segment") return { asks: "segment", train: scenes(1, 1, 1), evaluation: scenes(1, 1, 1) };
  if (kind === "label-tokens") return labelled(checked, (i) => i % 2);
  // A row has one label, at its last token.
  return classifiesRows(checked)
    ? labelled(checked, (i) => (i % SEQUENCE_LENGTH === SEQUENCE_LENGTH - 1 ? 1 : IGNORE_INDEX))
    : streamOfBytes(TOKENS);
}

/** A patch of either domain. */
function onePatchEach(): AdaptationExamples {
  const { source, target, evaluation } = hyperspectralDomains(1, 0.75);
  const size = source.pixels.length / source.labels.length;
  const first = <Set extends { pixels: Uint8Array<ArrayBuffer> }>(set: Set): Set => ({
    ...set,
    pixels: set.pixels.slice(0, size),
  });
  const labelled = { ...first(source), labels: source.labels.slice(0, 1) };
  return { asks: "domain-adaptation", source: labelled, target: first(target), evaluation };
}

function oneImage(): ImageExamples {
  const image = shapes(1, 0, 1);
  return { asks: "classify-image", train: image, evaluation: image, augment: { flip: false, shift: 0 } };
}

/** As many rows as the usual window reads and forecasts, so that every window is the same. */
function oneWindow(): ForecastExamples {
  const rows = 96 + 24;
  const all = { first: 0, end: rows };
  const series = standardisedSeries(correlatedSeries(1, rows), { train: all, validation: all, test: all });
  return { asks: "forecast", series, horizon: 24 };
}

/** One row of which the next value is asked at every position. */
function oneWave(): RegressionExamples {
  const at = (first: number) => Float32Array.from({ length: SEQUENCE_LENGTH }, (_, i) => Math.sin(first + i));
  const asked = new Float32Array(SEQUENCE_LENGTH).fill(1);
  const train = { rows: 1, length: SEQUENCE_LENGTH, width: 1, outputs: 1, inputs: at(0), targets: at(1), asked };
  return { asks: "regression", train, evaluation: train };
}

/** One row, and the label asked at each of its tokens. */
function labelled(checked: CheckedDocument, labelAt: (token: number) => number): LabelledExamples {
  const [{ shape: tokens }] = checked.program.ports.inputs;
  const vocabularySize = tokens.content === "ids" ? tokens.vocabulary : 0;
  const text = streamOfBytes(TOKENS.slice(0, SEQUENCE_LENGTH).map((token) => token % vocabularySize));
  const [{ shape }] = checked.program.ports.outputs;
  const labels = { rowLength: SEQUENCE_LENGTH, values: Int16Array.from(text.train.tokens, (_, i) => labelAt(i)) };
  const stream = { ...text.train, labels };
  return {
    asks: "label-tokens",
    classes: shape.content === "features" ? shape.width : 0,
    tokenizer: { ...text.tokenizer, vocabularySize },
    train: stream,
    evaluation: stream,
  };
}

/** What decodes is the last pass of a loop; its training loss is a mean over the graded passes, so that evaluation has to say it. */
async function lastLoss(trainer: Trainer, { document }: CheckedDocument, trainingLoss: number): Promise<number> {
  if (document.heads.every(({ lastPasses }) => lastPasses === undefined)) return trainingLoss;
  const { losses } = await trainer.evaluate(await quickSlice(streamOfBytes(TOKENS).evaluation, SEQUENCE_LENGTH));
  return losses[0] / SEQUENCE_LENGTH;
}

/** Token by token, from the weights in the trainer's arena, the same loss. */
async function expectDecodes(gpu: Gpu, trainer: Trainer, checked: CheckedDocument, loss: number): Promise<void> {
  const { memory, plan } = trainer;
  const decoder = Decoder.create(gpu, { memory, layout: plan.layout }, checked, SEQUENCE_LENGTH);
  const nats = await decodedNats(decoder);
  expect(Math.abs(nats / SEQUENCE_LENGTH / loss - 1), checked.document.name).toBeLessThan(1e-5);
  decoder.destroy();
}

/** Nats of the window, its tokens read one by one. */
async function decodedNats(decoder: Decoder): Promise<number> {
  let nats = 0;
  for (let t = 0; t < SEQUENCE_LENGTH; t++) {
    const { logits } = await decoder.read([TOKENS[t]], t);
    const top = Math.max(...logits);
    nats += top + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0)) - logits[TOKENS[t + 1]];
  }
  return nats;
}
