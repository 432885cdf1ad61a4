import type { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { Program } from "../../engine/gpu/program.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";
import { GRADIENTS, PARAMETERS, planProgram } from "../../engine/plan/plan.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import type { DType, StepValues } from "../../kernels-wgsl/index.ts";
import { initialArena } from "../../training/state/initial-arena.ts";
import type { Values } from "./axes.ts";
import type { CaseGraph } from "./case-graph.ts";

export const ONLY_STEP: StepValues = {
  index: 0,
  micro: 0,
  seed: 1,
  microSteps: 1,
  learningRate: 0,
  correction1: 1,
  correction2: 1,
  lossWeights: [1],
};

export function decode(buffer: ArrayBuffer, dtype: DType): Float64Array {
  if (dtype === "f32") return Float64Array.from(new Float32Array(buffer));
  return Float64Array.from(dtype === "i32" ? new Int32Array(buffer) : new Uint32Array(buffer));
}

export function words(values: Float64Array, dtype: DType): Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
  return dtype === "i32" ? Int32Array.from(values) : Uint32Array.from(values);
}

/** Values of every named part of an arena. */
export function partsOf(arena: Float32Array, layout: ParameterLayout): Map<string, Float64Array> {
  const parts = layout.parameters.flatMap((parameter) => parameter.parts);
  return new Map(
    parts.map(({ name, offset, shape }) => [name, Float64Array.from(arena.subarray(offset, offset + sizeOf(shape)))]),
  );
}

async function readOutputs(program: Program, plan: Plan): Promise<Map<string, Float64Array>> {
  const names = [...plan.outputs.keys()];
  const buffers = await program.readOutputs(names);
  return new Map(names.map((name, index) => [name, decode(buffers[index], plan.outputs.get(name)!.tensor.dtype)]));
}

/** Runs the graph once, forward and backward, and returns results and gradients as the case stores them. */
export async function runCaseGraph(gpu: Gpu, cases: CaseGraph): Promise<Map<string, Values>> {
  cases.finish();
  const plan = planProgram(cases.graph, { traits: gpu.traits });
  const memory = new PersistentMemory(gpu);
  const program = await Program.create(gpu, memory, plan);
  try {
    memory.write(PARAMETERS, initialArena(plan.layout, 0));
    for (const [name, { dtype, values }] of cases.integerInputs) program.writeInput(name, words(values, dtype));
    program.submit([ONLY_STEP]);
    const outputs = await readOutputs(program, plan);
    const hasGradients = memory.get(GRADIENTS) !== undefined;
    const arena = hasGradients ? new Float32Array(await memory.read(GRADIENTS)) : new Float32Array(plan.layout.floats);
    return cases.collect(outputs, partsOf(arena, plan.layout));
  } finally {
    program.destroy();
    memory.destroy();
  }
}
