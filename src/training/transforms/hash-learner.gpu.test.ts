import { expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { languageModel } from "../../models/build/language-model.ts";
import { readDocument } from "../../models/document/validate.ts";
import { ecoFormer } from "../../models/presets/ecoformer.ts";
import { nextTokenOf } from "../objectives/next-token.ts";
import { streamOfBytes } from "../objectives/stream-of-bytes.fixture.ts";
import { DEFAULT_OPTIMIZER } from "../optimizers/settings.ts";
import type { StateTensor } from "../state/state-hash.ts";
import { Trainer } from "../trainer/trainer.ts";
import { HashLearner } from "./hash-learner.ts";

const [BATCH, LENGTH, SEED] = [2, 16, 1];
const TOKENS = Uint32Array.from({ length: 400 }, (_, i) => (i * i + 7 * i) % 251);

test("hashes are learned block after block from one batch, to the same bits", async () => {
  const gpu = await Gpu.open();
  const document = ecoFormer("swapped", "pico", { hasSoftmaxLast: false, knobs: { bits: 8, anchors: 8 } });
  const model = languageModel(readDocument(document, CATALOGUE), { isTraining: true });
  const trainer = await Trainer.create(
    gpu,
    nextTokenOf(() => model, streamOfBytes(TOKENS)),
    {
      batch: BATCH,
      sequenceLength: LENGTH,
      microSteps: 1,
      optimizer: DEFAULT_OPTIMIZER,
      recompute: "none",
      ringLength: 1,
      onCompile: () => undefined,
    },
  );
  const learner = await HashLearner.create(gpu, trainer);
  const learned = async (): Promise<ReadonlyMap<string, StateTensor>> => {
    trainer.initialise(SEED);
    const sentence = await learner.learn(3, SEED);
    expect(sentence).toBe("The hashes of 2 EcoFormer blocks were learned from the batch of step 4.");
    return new Map((await trainer.readState()).map((tensor) => [`${tensor.kind} ${tensor.name}`, tensor]));
  };
  trainer.initialise(SEED);
  const drawn = new Map((await trainer.readState()).map((tensor) => [`${tensor.kind} ${tensor.name}`, tensor]));
  const [first, second] = [await learned(), await learned()];
  for (const [name, { data }] of first) {
    expect(data, name).toEqual(second.get(name)?.data);
    const isHash = /\.(directions|means|anchors)$/.test(name) && name.startsWith("parameter");
    if (isHash) expect(data, name).not.toEqual(drawn.get(name)?.data);
    else expect(data, name).toEqual(drawn.get(name)?.data);
  }
  expectAnchorsOfTheSphere(first.get("parameter layers.attn.1.anchors")!);
  learner.destroy();
  trainer.destroy();
});

/** Anchors are queries of tokens, of length 1 in each head: [H dh, m], one per column. */
function expectAnchorsOfTheSphere({ shape: [channels, anchors], data }: StateTensor): void {
  const width = 8;
  for (let head = 0; head < channels / width; head++) {
    for (let a = 0; a < anchors; a++) {
      const squares = Array.from({ length: width }, (_, c) => data[(head * width + c) * anchors + a] ** 2);
      expect(squares.reduce((sum, square) => sum + square, 0)).toBeCloseTo(1, 5);
    }
  }
}
