import { expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { Program } from "../../engine/gpu/program.ts";
import { planProgram } from "../../engine/plan/plan.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { readDocument } from "../../models/document/validate.ts";
import { decoder, NANO } from "../../models/presets/language-models.ts";
import { plannedObjective } from "../objectives/index.ts";
import { DEFAULT_OPTIMIZER } from "../optimizers/settings.ts";
import { trainingGraph } from "./graphs.ts";

const SHAPE = { batch: 8, sequenceLength: 128, microSteps: 1, optimizer: DEFAULT_OPTIMIZER };

/** From the edited document to a program whose next call is its first step; milliseconds and pipelines made. */
async function rebuild(gpu: Gpu, hidden: number): Promise<{ milliseconds: number; pipelines: number }> {
  const before = gpu.ledger.pipelines;
  const startMs = performance.now();
  const checked = readDocument(decoder("edited", { ...NANO, hidden }), CATALOGUE);
  const plan = planProgram(trainingGraph(plannedObjective(checked, SHAPE), SHAPE), { traits: gpu.traits });
  const memory = new PersistentMemory(gpu);
  const program = await Program.create(gpu, memory, plan, { microSteps: 1, metrics: ["loss"], ringLength: 1 });
  const milliseconds = performance.now() - startMs;
  const pipelines = gpu.ledger.pipelines - before;
  program.destroy();
  memory.destroy();
  return { milliseconds, pipelines };
}

test("a shape edit makes a program on the device in less than 100 ms and compiles nothing", async () => {
  const gpu = await Gpu.open();
  await rebuild(gpu, 256);
  const edits = [];
  for (const hidden of [272, 288, 304, 320, 336, 352]) edits.push(await rebuild(gpu, hidden));
  expect(edits.map(({ pipelines }) => pipelines)).toEqual(edits.map(() => 0));
  // The fastest: other work on the machine only ever adds.
  expect(Math.min(...edits.map(({ milliseconds }) => milliseconds))).toBeLessThan(100);
});
