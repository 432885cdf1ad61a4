import { Gpu } from "../../../../src/engine/gpu/gpu.ts";
import { planProgram, type PlannedLaunch } from "../../../../src/engine/plan/plan.ts";
import { PipelineCache } from "../../../../src/kernels-wgsl/index.ts";
import { flopsOf } from "../../../../src/lib/counters.ts";
import { Failure } from "../../../../src/lib/failure.ts";
import { startTrainStep, stepValues, trainStepGraph, writeBatch } from "./gpt.ts";

/** One kernel of the step, over all its launches. */
export interface KernelRow {
  readonly label: string;
  readonly phase: PlannedLaunch["phase"];
  readonly launches: number;
  /** Sum over the launches; median over the profiled steps. */
  readonly ms: number;
  readonly gigaflops: number;
  readonly megabytes: number;
}

/** One pipeline of the step, compiled alone. */
export interface CompileRow {
  readonly label: string;
  /** Wall time; the first also pays for what the compiler makes once. */
  readonly ms: number;
}

/** Compiles every pipeline of the train step one behind the other, on a device of its own. */
export async function profileCompile(): Promise<readonly CompileRow[]> {
  const gpu = await Gpu.open();
  const { launches } = planProgram(trainStepGraph(), { traits: gpu.traits });
  const rows: CompileRow[] = [];
  for (const { launch } of new Map(launches.map((one) => [PipelineCache.keyOf(one.launch), one])).values()) {
    const startMs = performance.now();
    await gpu.pipelines.get(launch);
    rows.push({ label: launch.label, ms: performance.now() - startMs });
  }
  gpu.device.destroy();
  return rows.sort((a, b) => b.ms - a.ms);
}

const keyOf = ({ phase, label }: Pick<KernelRow, "phase" | "label">): string => `${phase} ${label}`;

/** Times every launch of the reference GPT's train step, on a device of its own. */
export async function profileTrainStep(steps: number): Promise<readonly KernelRow[]> {
  const { program, memory } = await startTrainStep(await Gpu.open());
  writeBatch(program);
  program.submit([stepValues(0)]);
  const msOfStep = new Map<string, number[]>();
  for (let step = 1; step <= steps; step += 1) {
    const times = await program.submitTimed([stepValues(step)]);
    if (times === null) {
      throw new Failure("This device has no timestamp queries, so single kernels cannot be timed on it.");
    }
    await program.records(true);
    for (const time of times) {
      const list = msOfStep.get(keyOf(time)) ?? new Array<number>(steps).fill(0);
      list[step - 1] += time.ms;
      msOfStep.set(keyOf(time), list);
    }
  }
  const rows = totals(program.plan.launches, msOfStep);
  program.destroy();
  memory.destroy();
  return rows;
}

function totals(launches: readonly PlannedLaunch[], msOfStep: ReadonlyMap<string, readonly number[]>): KernelRow[] {
  const rows = new Map<string, KernelRow>();
  for (const { launch, phase } of launches) {
    const key = keyOf({ phase, label: launch.label });
    const sorted = [...(msOfStep.get(key) ?? [])].sort((a, b) => a - b);
    const row = rows.get(key) ?? { label: launch.label, phase, launches: 0, ms: 0, gigaflops: 0, megabytes: 0 };
    const { counters } = launch;
    rows.set(key, {
      ...row,
      launches: row.launches + 1,
      ms: sorted[Math.floor(sorted.length / 2)],
      gigaflops: row.gigaflops + flopsOf(counters) / 1e9,
      megabytes: row.megabytes + (counters.bytesRead + counters.bytesWritten) / 1e6,
    });
  }
  return [...rows.values()].sort((a, b) => b.ms - a.ms);
}
