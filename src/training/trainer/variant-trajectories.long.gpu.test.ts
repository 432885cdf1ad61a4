import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { ATTENTION_CANDIDATES, ATTENTION_CLASSES } from "../../kernels-wgsl/attention/variant.ts";
import type { VariantTable } from "../../kernels-wgsl/index.ts";
import { MATMUL_CANDIDATES, MATMUL_CLASSES } from "../../kernels-wgsl/matmul/candidates.ts";
import { threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { languageModel } from "../../models/build/language-model.ts";
import { readDocument } from "../../models/document/validate.ts";
import { geluDecoder } from "../../models/presets/gelu-decoders.ts";
import { nextTokenOf } from "../objectives/next-token.ts";
import { streamOfBytes } from "../objectives/stream-of-bytes.fixture.ts";
import { DEFAULT_OPTIMIZER } from "../optimizers/settings.ts";
import { Trainer } from "./trainer.ts";

const STEPS = 50;
const LEARNING_RATE = 3e-3;
const SIZE = { vocabulary: 64, width: 32, layers: 1, heads: 2 };
const TOKENS = Uint32Array.from({ length: 4_000 }, (_, i) => uniformBelow(threefry2x32(9, 0, i >> 2, 0)[0], 64));

/** What the golden trajectories of whole models allow a loss. */
const TOLERANCE = { relative: 1e-4, absolute: 1e-4 };

const everywhere = (classes: readonly string[], candidate: string): VariantTable =>
  Object.fromEntries(classes.map((shapeClass) => [shapeClass, candidate]));

const SAFE: VariantTable = {
  ...everywhere(MATMUL_CLASSES, "strided"),
  ...everywhere(ATTENTION_CLASSES, "registers 1"),
};

describe("a loss trajectory of fifty steps", () => {
  let gpu: Gpu;
  let safe: readonly number[];
  beforeAll(async () => {
    gpu = await Gpu.open();
    safe = await trajectory(SAFE);
  }, 120_000);

  async function trajectory(variants: VariantTable): Promise<readonly number[]> {
    gpu.useVariants(variants);
    const checked = readDocument(geluDecoder("variants", SIZE), CATALOGUE);
    const model = (isTraining: boolean) => languageModel(checked, { isTraining });
    const trainer = await Trainer.create(gpu, nextTokenOf(model, streamOfBytes(TOKENS)), {
      batch: 2,
      sequenceLength: 24,
      microSteps: 1,
      optimizer: DEFAULT_OPTIMIZER,
      recompute: "none",
      ringLength: 8,
      onCompile: () => undefined,
    });
    try {
      // The variants themselves, not what stands in for them.
      await trainer.program.settled();
      trainer.initialise(4);
      const losses: number[] = [];
      for (let index = 0; index < STEPS; index += 1) {
        await trainer.program.room();
        trainer.program.submit(trainer.stepValues(index, LEARNING_RATE));
        for (const { metrics } of await trainer.records(index === STEPS - 1)) losses.push(metrics["loss"][0][0]);
      }
      return losses;
    } finally {
      trainer.destroy();
    }
  }

  const forced: readonly (readonly [string, VariantTable])[] = [
    ...Object.keys(MATMUL_CANDIDATES).map((name) => [`matmul by ${name}`, everywhere(MATMUL_CLASSES, name)] as const),
    ...Object.keys(ATTENTION_CANDIDATES).map(
      (name) => [`attention by ${name}`, everywhere(ATTENTION_CLASSES, name)] as const,
    ),
  ];

  test.each(forced)("with %s equals that of the safe variants", { timeout: 120_000 }, async (_, variants) => {
    const losses = await trajectory({ ...SAFE, ...variants });
    expect(losses).toHaveLength(STEPS);
    expect(losses[STEPS - 1]).toBeLessThan(losses[0] - 0.1);
    const excess = losses.map(
      (loss, i) => Math.abs(loss - safe[i]) - (TOLERANCE.absolute + TOLERANCE.relative * Math.abs(safe[i])),
    );
    expect(Math.max(...excess), "worst loss beyond its tolerance").toBeLessThanOrEqual(0);
  });
});
