import { expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { Program } from "../../engine/gpu/program.ts";
import { PARAMETERS, planProgram } from "../../engine/plan/plan.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { readDocument } from "../../models/document/validate.ts";
import { decoder, PICO } from "../../models/presets/language-models.ts";
import { plannedObjective } from "../objectives/index.ts";
import { SCORES } from "../objectives/objective.ts";
import { initialArena } from "../state/initial-arena.ts";
import { forwardOnly } from "./evaluate.ts";
import { evaluationGraph } from "./graphs.ts";

const TOKENS = Int32Array.from({ length: 8_193 }, (_, i) => (i * i + 7 * i) % 251);
const NARROW = decoder("narrow", { ...PICO, width: 24, hidden: 32, layers: 1 });

/** Reads the first tokens once; their losses, and the bytes of storage that were planned and allocated. */
async function readOnce(gpu: Gpu, sequenceLength: number) {
  const objective = plannedObjective(readDocument(NARROW, CATALOGUE), { sequenceLength });
  const plan = planProgram(evaluationGraph(objective, { batch: 1, sequenceLength }), { traits: gpu.traits });
  gpu.spares.drop(); // All of its memory shall be new, so that it can be counted.
  const createBuffer = gpu.device.createBuffer.bind(gpu.device);
  let allocatedBytes = 0;
  gpu.device.createBuffer = (descriptor) => {
    if ((descriptor.usage & GPUBufferUsage.STORAGE) !== 0) allocatedBytes += descriptor.size;
    return createBuffer(descriptor);
  };
  const memory = new PersistentMemory(gpu);
  try {
    const program = await Program.create(gpu, memory, plan);
    memory.write(PARAMETERS, initialArena(plan.layout, 3));
    program.writeInput("ids", Uint32Array.from(TOKENS.subarray(0, sequenceLength)));
    program.writeInput("targets", TOKENS.slice(1, sequenceLength + 1));
    program.submit([forwardOnly(0)]);
    const [losses] = await program.readOutputs([SCORES]);
    program.destroy();
    return { plan, allocatedBytes, losses: new Float32Array(losses) };
  } finally {
    gpu.device.createBuffer = createBuffer;
    memory.destroy();
  }
}

test(
  "8,192 tokens are read in memory linear in their number, with the losses of shorter readings",
  { timeout: 170_000 },
  async () => {
    const gpu = await Gpu.open();
    const lengths = [512, 2_048, 8_192];
    const readings = [];
    for (const length of lengths) readings.push(await readOnce(gpu, length));
    const longest = readings[readings.length - 1];
    for (const { plan, allocatedBytes, losses } of readings) {
      expect(allocatedBytes).toBe(plan.peakBytes);
      // Later tokens do not change what earlier ones were given.
      losses.forEach((loss, i) => expect(Math.abs(loss - longest.losses[i]), `token ${i}`).toBeLessThan(1e-4));
    }
    // What the step keeps besides parameters grows fourfold with four times the tokens.
    const ownBytes = readings.map(({ plan }) => plan.peakBytes - plan.buffers.get(PARAMETERS)!);
    ownBytes.slice(1).forEach((bytes, i) => expect(bytes / ownBytes[i]).toBeLessThanOrEqual(4));
    expect(Math.max(...longest.plan.buffers.values())).toBeLessThan(8_192 * 8_192);
    expect(gpu.deviceError).toBeNull();
  },
);
