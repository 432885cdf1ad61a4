import { beforeAll, expect, test } from "vitest";
import { f32, STILL_STEP } from "../../kernels-wgsl/index.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { Failure } from "../../lib/failure.ts";
import { Graph } from "../graph/graph.ts";
import { planProgram, type Plan } from "../plan/plan.ts";
import { withDeviceErrors } from "./device-errors.ts";
import { Gpu } from "./gpu.ts";
import { PersistentMemory } from "./memory.ts";
import { Program } from "./program.ts";

let gpu: Gpu;
beforeAll(async () => {
  gpu = await Gpu.open();
});

function squares(): Plan {
  const graph = new Graph();
  graph.output("y", map(graph, "square", [graph.input("x", f32(65))]));
  return planProgram(graph, { traits: gpu.traits });
}

/** The plan with its only launch changed into something the device refuses. */
function spoiled(change: (launch: Plan["launches"][number]) => Plan["launches"][number]): Plan {
  const plan = squares();
  return { ...plan, launches: plan.launches.map(change) };
}

test("what the device refuses between scopes is a sentence", async () => {
  const make = (): GPUBuffer => gpu.device.createBuffer({ label: "odd", size: 16, usage: 0x01 | 0x80 });
  const refused = withDeviceErrors(gpu.device, "a buffer that is mapped and stored", make);
  await expect(refused).rejects.toThrow(Failure);
  await expect(refused).rejects.toThrow(/^The graphics device refused a buffer that is mapped and stored: /);
  expect(gpu.deviceError).toBeNull();
});

test("an invalid binding is refused when the program is made", async () => {
  const plan = spoiled((planned) => ({
    ...planned,
    places: planned.places.map((place) => ({ ...place, offsetBytes: 4 })),
  }));
  const memory = new PersistentMemory(gpu);
  await expect(Program.create(gpu, memory, plan)).rejects.toThrow(/refused the memory of the model/);
  memory.destroy();
});

test("an invalid dispatch is told with the results of the step, once", async () => {
  const plan = spoiled((planned) => ({ ...planned, launch: { ...planned.launch, workgroups: [70_000, 1, 1] } }));
  const memory = new PersistentMemory(gpu);
  const program = await Program.create(gpu, memory, plan);
  program.submit([STILL_STEP]);
  await expect(program.records(true)).rejects.toThrow(/refused a part of the step: .*70000/i);
  await expect(program.records(true)).resolves.toEqual([]);
  program.submit([STILL_STEP]);
  await expect(program.readOutputs(["y"])).rejects.toThrow(Failure);
  program.destroy();
  memory.destroy();
});

test("a second program of the same kernels compiles nothing, whatever its extents", async () => {
  const memory = new PersistentMemory(gpu);
  const counts: number[] = [];
  for (const rows of [65, 127, 3_001]) {
    const graph = new Graph();
    graph.output("y", map(graph, "square", [graph.input("x", f32(rows))]));
    const plan = planProgram(graph, { traits: gpu.traits });
    const before = gpu.ledger.pipelines;
    const program = await Program.create(gpu, memory, plan);
    counts.push(gpu.ledger.pipelines - before);
    program.destroy();
  }
  expect(counts.slice(1)).toEqual([0, 0]);
  memory.destroy();
});
