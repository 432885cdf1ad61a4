import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { Program } from "../../engine/gpu/program.ts";
import type { Recompute } from "../../engine/passes/recompute.ts";
import { GRADIENTS, PARAMETERS, planProgram } from "../../engine/plan/plan.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { readDocument } from "../../models/document/validate.ts";
import { decoder, PICO } from "../../models/presets/language-models.ts";
import { presetById } from "../../models/presets/index.ts";
import { DEFAULT_OPTIMIZER } from "../optimizers/settings.ts";
import { initialArena } from "../state/initial-arena.ts";
import { forwardOnly } from "./evaluate.ts";
import { plannedObjective } from "../objectives/index.ts";
import type { BatchShape } from "../objectives/objective.ts";
import { TRAINING_TOKENS } from "../objectives/tokens.ts";
import { trainingGraph } from "./graphs.ts";

const TOKENS = Uint32Array.from({ length: 20_000 }, (_, i) => (i * i + 7 * i) % 251);

interface Setting extends BatchShape {
  readonly microSteps?: number;
  readonly recompute?: Recompute;
}

/** Trains a document for a few steps; what its storage buffers took, what was predicted, and the bits that came out. */
async function train(gpu: Gpu, document: object, setting: Setting, steps: number) {
  const { batch, sequenceLength, microSteps = 1, recompute = "none" } = setting;
  const checked = readDocument(document, CATALOGUE);
  const objective = plannedObjective(checked, { sequenceLength, trainTokens: TOKENS.length });
  const shape = { batch, sequenceLength, microSteps, optimizer: DEFAULT_OPTIMIZER };
  const plan = planProgram(trainingGraph(objective, shape), { traits: gpu.traits, recompute });
  gpu.spares.drop(); // All of its memory shall be new, so that it can be counted.
  const createBuffer = gpu.device.createBuffer.bind(gpu.device);
  let allocatedBytes = 0;
  gpu.device.createBuffer = (descriptor) => {
    if ((descriptor.usage & GPUBufferUsage.STORAGE) !== 0) allocatedBytes += descriptor.size;
    return createBuffer(descriptor);
  };
  const memory = new PersistentMemory(gpu);
  try {
    const program = await Program.create(gpu, memory, plan, { microSteps, metrics: ["loss"], ringLength: 1 });
    memory.write(`buffer ${TRAINING_TOKENS}`, TOKENS);
    memory.write(PARAMETERS, initialArena(plan.layout, 3));
    for (let index = 0; index < steps; index++) {
      await program.room();
      const values = { ...forwardOnly(index), seed: 3, microSteps, learningRate: 1e-3, correction1: 2, correction2: 3 };
      program.submit(Array.from({ length: microSteps }, (_, micro) => ({ ...values, micro })));
    }
    const losses = (await program.records(true)).map(({ metrics }) => metrics["loss"].map(([loss]) => loss));
    const parameters = new Float32Array(await memory.read(PARAMETERS));
    const gradients = new Float32Array(await memory.read(GRADIENTS));
    program.destroy();
    return { plan, allocatedBytes, losses, parameters, gradients };
  } finally {
    gpu.device.createBuffer = createBuffer;
    memory.destroy();
  }
}

const DROPPING = decoder("dropping", PICO);
const withDropout = {
  ...DROPPING,
  trunk: DROPPING.trunk.map((item) =>
    item.kind === "repeat" && "body" in item
      ? { ...item, body: [...item.body, { kind: "dropout", knobs: { rate: 0.2 } }] }
      : item,
  ),
};

describe("memory of a training step", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  test.each(["lm-pico", "3pt-pico", "gpt2-nano"])(
    "%s: predicted equals allocated to the byte, with and without making blocks again; the bits are equal",
    { timeout: 120_000 },
    async (preset) => {
      const { document } = presetById(preset);
      const shape = { batch: 2, sequenceLength: 32 };
      const plain = await train(gpu, document, shape, 2);
      const again = await train(gpu, document, { ...shape, recompute: "blocks" }, 2);
      expect(plain.allocatedBytes).toBe(plain.plan.peakBytes);
      expect(again.allocatedBytes).toBe(again.plan.peakBytes);
      expect(again.plan.recomputed.length).toBeGreaterThan(1);
      expect(again.allocatedBytes).toBeLessThan(plain.allocatedBytes);
      expect(again.losses).toEqual(plain.losses);
      expect(again.parameters).toEqual(plain.parameters);
    },
  );

  test("dropout repeats its masks when a block is made again", { timeout: 60_000 }, async () => {
    const shape = { batch: 2, sequenceLength: 32 };
    const plain = await train(gpu, withDropout, shape, 2);
    const again = await train(gpu, withDropout, { ...shape, recompute: "blocks" }, 2);
    expect(plain.losses).not.toEqual((await train(gpu, decoder("plain", PICO), shape, 2)).losses);
    expect(again.plan.recomputed.length).toBeGreaterThan(1);
    expect(again.parameters).toEqual(plain.parameters);
  });

  test("micro-batches equal the large batch and take no second arena", { timeout: 60_000 }, async () => {
    const { document } = presetById("lm-pico");
    const large = await train(gpu, document, { batch: 4, sequenceLength: 32 }, 2);
    const micro = await train(gpu, document, { batch: 1, sequenceLength: 32, microSteps: 4 }, 2);
    const small = await train(gpu, document, { batch: 1, sequenceLength: 32 }, 1);
    const meanOf = (losses: readonly number[]): number => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    micro.losses.forEach((losses, step) => expect(meanOf(losses)).toBeCloseTo(large.losses[step][0], 5));
    expect(micro.allocatedBytes).toBe(micro.plan.peakBytes);
    const arenas = ({ plan: { buffers } }: typeof micro) =>
      [...buffers.keys()].filter((key) => key.startsWith("arena"));
    expect(arenas(micro)).toEqual(arenas(small));
    expect(micro.allocatedBytes).toBeLessThan(large.allocatedBytes);
    expect(micro.gradients.length).toBe(large.gradients.length);
    const error = Math.hypot(...micro.gradients.map((value, i) => value - large.gradients[i]));
    expect(error / Math.hypot(...large.gradients)).toBeLessThan(1e-5);
  });

  test("8,192 positions train in memory linear in their number", { timeout: 170_000 }, async () => {
    const narrow = decoder("narrow", { ...PICO, width: 24, hidden: 32, layers: 1 });
    const { plan, allocatedBytes, losses } = await train(gpu, narrow, { batch: 1, sequenceLength: 8_192 }, 1);
    expect(allocatedBytes).toBe(plan.peakBytes);
    expect(Math.max(...plan.buffers.values())).toBeLessThan(8_192 * 8_192);
    expect(Number.isFinite(losses[0][0])).toBe(true);
    expect(gpu.deviceError).toBeNull();
  });
});
