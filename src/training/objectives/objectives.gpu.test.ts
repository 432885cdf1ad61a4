import { beforeAll, describe, expect, test } from "vitest";
import type { Examples, ImageExamples, LabelledExamples, RegressionExamples } from "../../data/examples.ts";
import { quickSlice, type EvaluationSlice } from "../../data/evaluation/slice.ts";
import { imageSlice } from "../../data/images/image-slice.ts";
import type { RowSet } from "../../data/rows/row-set.ts";
import { shapes } from "../../data/shapes-32/shapes.ts";
import type { TokenStream } from "../../data/tokenizers/tokenizer.ts";
import { byteTokenizer } from "../../data/tokenizers/byte.ts";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { threefry2x32, uniformBelow, uniformFloat } from "../../lib/threefry.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { readDocument } from "../../models/document/validate.ts";
import { vit } from "../../models/presets/image-classifiers.ts";
import { block } from "../../models/presets/preset.ts";
import { DEFAULT_OPTIMIZER } from "../optimizers/settings.ts";
import { Trainer } from "../trainer/trainer.ts";
import { objectiveOn } from "./index.ts";

const LENGTH = 3;

/** Rows whose asked value is twice the first number of a position less the second; the last position is not asked and holds nonsense. */
function rows(count: number, first: number): RowSet {
  const at = (row: number, i: number): number => uniformFloat(threefry2x32(3, 0, first + row, i)[0]) - 0.5;
  const inputs = Float32Array.from({ length: count * LENGTH * 2 }, (_, i) => at(Math.floor(i / 6), i % 6));
  const asked = Float32Array.from({ length: count * LENGTH }, (_, i) => Number(i % LENGTH < LENGTH - 1));
  const targets = asked.map((isAsked, i) => (isAsked === 1 ? 2 * inputs[2 * i] - inputs[2 * i + 1] : 99));
  return { rows: count, length: LENGTH, width: 2, outputs: 1, inputs, targets, asked };
}

const SMALL: ArchitectureDocument = {
  ...vit("small", { patch: 8, width: 16, layers: 1, hidden: 16 }),
  task: { kind: "regression", knobs: { width: 2, outputs: 1 } },
  trunk: [{ kind: "residual", body: [block("feed-forward", { hidden: 4 })] }],
  heads: [{ name: "values", body: [block("head", { bias: true })] }],
};

const PAIR_ROW = 6;

/** Rows of two halves, each one token three times; asked at the end is whether they are equal. */
function pairRows(count: number): TokenStream {
  const draw = (row: number, at: number): number => uniformBelow(threefry2x32(7, 0, row, at)[0], 4);
  const rows = Array.from({ length: count }, (_, row) => {
    const first = draw(row, 0);
    return [first, row % 2 === 0 ? first : (first + 1 + (draw(row, 1) % 3)) % 4];
  });
  const tokens = Uint8Array.from(rows.flatMap(([a, b]) => [a, a, a, b, b, b]));
  const values = Int16Array.from(tokens, (_, at) => (at % PAIR_ROW === PAIR_ROW - 1 ? pairLabel(rows, at) : -1));
  return {
    tokens,
    byteLengths: new Uint8Array(tokens.length).fill(1),
    documentStarts: Uint32Array.from(rows, (_, row) => row * PAIR_ROW),
    bytes: tokens.length,
    labels: { rowLength: PAIR_ROW, values },
  };
}

function pairLabel(rows: readonly (readonly number[])[], at: number): number {
  const [a, b] = rows[Math.floor(at / PAIR_ROW)];
  return Number(a === b);
}

/** One table of vectors and the head of a pair. */
const PAIR: ArchitectureDocument = {
  ...SMALL,
  task: { kind: "pair-retrieval", knobs: { vocabulary: 4 } },
  streams: [
    { name: "first", start: { input: "first" } },
    { name: "second", start: { input: "second" } },
    { name: "pair" },
  ],
  trunk: [
    block("token-embedding", { width: 8 }, { reads: ["first"], writes: ["first"] }),
    block("token-embedding", { width: 8 }, { reads: ["second"], writes: ["second"], slug: "beside", tie: "embed" }),
    block("pool-positions", {}, { reads: ["first"], writes: ["first"] }),
    block("pool-positions", {}, { reads: ["second"], writes: ["second"], slug: "pool-beside" }),
    block("pair-features", {}, { reads: ["first", "second"], writes: ["pair"] }),
  ],
  heads: [{ name: "logits", stream: "pair", body: [block("head", { bias: true })] }],
};

async function train(
  gpu: Gpu,
  document: ArchitectureDocument,
  examples: Examples,
  steps: number,
  rate: number,
  sequenceLength = 1,
) {
  const setting = { batch: 8, sequenceLength, microSteps: 1, recompute: "none" as const, ringLength: steps };
  const optimizer = { ...DEFAULT_OPTIMIZER, weightDecay: 0 };
  const objective = objectiveOn(readDocument(document, CATALOGUE), examples);
  const trainer = await Trainer.create(gpu, objective, { ...setting, optimizer, onCompile: () => undefined });
  trainer.initialise(1);
  for (let step = 0; step < steps; step++) trainer.program.submit(trainer.stepValues(step, rate));
  const losses = (await trainer.records(true)).map(({ metrics }) => metrics["loss"][0][0]);
  return { trainer, losses };
}

describe("objectives on the device", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  test(
    "squared errors: what is not asked does not count, and a linear rule is learned",
    { timeout: 60_000 },
    async () => {
      const examples: RegressionExamples = { asks: "regression", train: rows(64, 0), evaluation: rows(11, 64) };
      const { trainer, losses } = await train(gpu, SMALL, examples, 100, 0.05);
      expect(losses[0]).toBeLessThan(10);
      const windowStarts = Uint32Array.from({ length: 11 }, (_, row) => row);
      const slice: EvaluationSlice = {
        sequenceLength: LENGTH,
        windowStarts,
        windowTargets: windowStarts.map(() => LENGTH - 1),
        targets: 22,
        bytes: 0,
        sha256: "",
      };
      const summary = trainer.objective.summarize(slice, await trainer.evaluate(slice));
      expect(summary.loss).toBeLessThan(0.02);
      expect(summary).not.toHaveProperty("bitsPerByte");
      trainer.destroy();
    },
  );

  test(
    "rows: a pair is judged from both halves, every held-out row gets an answer, rows asked elsewhere are refused",
    { timeout: 60_000 },
    async () => {
      const [split, evaluation] = [pairRows(64), pairRows(11)];
      const tokenizer = { ...byteTokenizer, vocabularySize: 4, unit: "label" as const };
      const examples: LabelledExamples = { asks: "label-tokens", tokenizer, classes: 2, train: split, evaluation };
      const { trainer, losses } = await train(gpu, PAIR, examples, 80, 0.05, PAIR_ROW);
      expect(Math.abs(losses[0] - Math.log(2))).toBeLessThan(0.5);
      const slice = await quickSlice(evaluation, PAIR_ROW);
      expect(slice.targets).toBe(11);
      const summary = trainer.objective.summarize(slice, await trainer.evaluate(slice));
      expect(summary.accuracy).toBe(1);
      expect(summary.loss).toBeLessThan(0.2);
      trainer.destroy();
      const labels = { rowLength: PAIR_ROW, values: split.labels!.values.map(() => 1) };
      const elsewhere = { ...examples, train: { ...split, labels } };
      expect(() => objectiveOn(readDocument(PAIR, CATALOGUE), elsewhere)).toThrow(
        "does not ask for one label at its last token",
      );
      expect(gpu.deviceError).toBeNull();
    },
  );

  test(
    "images: the loss falls, every held-out image gets an answer, and another size is refused",
    { timeout: 60_000 },
    async () => {
      const [set, evaluation] = [shapes(1, 0, 20), shapes(1, 20, 7)];
      const examples: ImageExamples = {
        asks: "classify-image",
        train: set,
        evaluation,
        augment: { flip: true, shift: 1 },
      };
      const document = vit("tiny", { patch: 8, width: 16, layers: 1, hidden: 16 });
      const { trainer, losses } = await train(gpu, document, examples, 12, 0.01);
      expect(Math.abs(losses[0] - Math.log(10))).toBeLessThan(0.5);
      expect(losses.at(-1)).toBeLessThan(losses[0]);
      const slice = await imageSlice(evaluation, 50);
      const scores = await trainer.evaluate(slice);
      const right = Array.from(scores.answers!).filter((answer, image) => answer === evaluation.labels[image]).length;
      const summary = trainer.objective.summarize(slice, scores);
      expect(summary.accuracy).toBe(right / 7);
      expect(summary.loss).toBeCloseTo(scores.losses.reduce((sum, loss) => sum + loss, 0) / 7, 12);
      trainer.destroy();
      const wide = {
        ...document,
        task: { kind: "classify-image" as const, knobs: { height: 32, width: 64, channels: 3 } },
      };
      const refused = readDocument({ ...wide, trunk: [block("patch-embedding", { patch: 8, width: 16 })] }, CATALOGUE);
      expect(() => objectiveOn(refused, examples)).toThrow("these have 32 x 32 pixels of 3 channels");
      expect(gpu.deviceError).toBeNull();
    },
  );
});
