import type { Gpu } from "../../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../../engine/gpu/memory.ts";
import { Program } from "../../../engine/gpu/program.ts";
import { Graph } from "../../../engine/graph/graph.ts";
import { GRADIENTS, PARAMETERS, planProgram } from "../../../engine/plan/plan.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { globalNorm } from "../../../kernels-wgsl/global_norm/kernel.ts";
import { f32, sizeOf } from "../../../kernels-wgsl/index.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import { appendOptimizer, biasCorrections } from "../../../training/optimizers/index.ts";
import { optimizerSchema } from "../../../training/optimizers/settings.ts";
import type { OptimizerSettings } from "../../../training/optimizers/settings.ts";
import { cosineWarmup } from "../../../training/schedules/cosine-warmup.ts";
import { initialArena } from "../../../training/state/initial-arena.ts";
import { layoutParameters } from "../../../engine/plan/layout.ts";
import type { Values } from "../axes.ts";
import type { GoldenFamily } from "../family.ts";
import { numberAttribute, tensorOf } from "../golden-case.ts";
import type { GoldenCase } from "../golden-case.ts";
import { ONLY_STEP, partsOf } from "../run-case-graph.ts";

/** Declares the tensors `<prefix><name>` as parameters, which decay and count as matrices where they have two axes. */
function declareParameters(graph: Graph, golden: GoldenCase, prefix: string): void {
  for (const [name, { shape, values }] of golden.tensors) {
    if (!name.startsWith(prefix)) continue;
    const initialiser = { kind: "values", valueAt: (index: number) => values[index] } as const;
    graph.parameter({
      parts: [{ name: name.slice(prefix.length), shape, initialiser }],
      decay: true,
      learningRateScale: 1,
      role: shape.length > 1 ? "matrix" : "vector",
      isTrainable: true,
    });
  }
}

function gradientArena(graph: Graph, golden: GoldenCase, tensorName: (parameter: string) => string, step: number) {
  const layout = layoutParameters(graph);
  const arena = new Float32Array(layout.floats);
  for (const { name, offset, shape } of layout.parameters.flatMap((parameter) => parameter.parts)) {
    const count = sizeOf(shape);
    arena.set(tensorOf(golden, tensorName(name)).values.subarray(step * count, (step + 1) * count), offset);
  }
  return arena;
}

/** Attributes of the cases under the names of our settings; others are read where they are used. */
const SETTINGS = new Map([
  ["beta1", "beta1"],
  ["beta2", "beta2"],
  ["momentum", "momentum"],
  ["dampening", "dampening"],
  ["nesterov", "nesterov"],
  ["eps", "epsilon"],
  ["weight_decay", "weightDecay"],
]);

function settingsOf(golden: GoldenCase): OptimizerSettings {
  const given = Object.entries(golden.attributes).filter(([name]) => SETTINGS.has(name));
  const settings = Object.fromEntries(given.map(([name, value]) => [SETTINGS.get(name)!, value]));
  return optimizerSchema.parse({ kind: golden.operator.replace(/^opt_/, ""), clipNorm: null, ...settings });
}

/** Runs the case's steps with its own gradients and keeps the parameters after each. */
async function optimizerTrajectory(golden: GoldenCase, gpu: Gpu): Promise<Map<string, Values>> {
  const settings = settingsOf(golden);
  const [learningRate, steps] = [numberAttribute(golden, "lr"), numberAttribute(golden, "steps")];
  const graph = new Graph();
  declareParameters(graph, golden, "param.");
  appendOptimizer(graph, settings, 1);
  const plan = planProgram(graph, { traits: gpu.traits });
  const memory = new PersistentMemory(gpu);
  const program = await Program.create(gpu, memory, plan);
  const trajectories = new Map<string, Float64Array>();
  try {
    memory.write(PARAMETERS, initialArena(plan.layout, 0));
    for (let index = 0; index < steps; index += 1) {
      const [correction1, correction2] = biasCorrections(settings, index + 1);
      memory.write(
        GRADIENTS,
        gradientArena(graph, golden, (name) => `in.grads.${name}`, index),
      );
      program.submit([{ ...ONLY_STEP, index, learningRate, correction1, correction2 }]);
      const arena = new Float32Array(await memory.read(PARAMETERS));
      for (const [name, values] of partsOf(arena, plan.layout)) {
        const trajectory = trajectories.get(name) ?? new Float64Array(steps * values.length);
        trajectory.set(values, index * values.length);
        trajectories.set(name, trajectory);
      }
    }
  } finally {
    program.destroy();
    memory.destroy();
  }
  return new Map(
    [...trajectories].map(([name, values]) => {
      const { shape } = tensorOf(golden, `param.${name}`);
      return [`out.traj.${name}`, { shape: [steps, ...shape], values }];
    }),
  );
}

async function clipTrajectory(golden: GoldenCase, gpu: Gpu): Promise<Map<string, Values>> {
  const graph = new Graph();
  declareParameters(graph, golden, "in.");
  const layout = layoutParameters(graph);
  const gradients = graph.arena("gradients", f32(layout.floats));
  const attributes = { maxNorm: numberAttribute(golden, "max_norm"), epsilon: numberAttribute(golden, "eps") };
  const [norm] = graph.apply(globalNorm, [gradients], attributes);
  const [scale] = graph.apply(slice, [norm], { start: [1], stop: [2], step: [1] });
  graph.output("norm", norm);
  graph.output("clipped", map(graph, "multiply", [gradients, scale]));
  const plan = planProgram(graph, { traits: gpu.traits, layout });
  const memory = new PersistentMemory(gpu);
  const program = await Program.create(gpu, memory, plan);
  try {
    memory.write(
      GRADIENTS,
      gradientArena(graph, golden, (name) => `in.${name}`, 0),
    );
    program.submit([ONLY_STEP]);
    const [normBytes, clippedBytes] = await program.readOutputs(["norm", "clipped"]);
    const results = new Map<string, Values>([
      ["out.norm", { shape: [1], values: Float64Array.of(new Float32Array(normBytes)[0]) }],
    ]);
    for (const [name, values] of partsOf(new Float32Array(clippedBytes), layout)) {
      results.set(`out.${name}`, { shape: tensorOf(golden, `in.${name}`).shape, values });
    }
    return results;
  } finally {
    program.destroy();
    memory.destroy();
  }
}

function scheduleTrajectory(golden: GoldenCase): Promise<Map<string, Values>> {
  const steps = numberAttribute(golden, "steps");
  const schedule = {
    peak: numberAttribute(golden, "lr"),
    lowest: numberAttribute(golden, "min_lr"),
    warmupSteps: numberAttribute(golden, "warmup"),
    totalSteps: numberAttribute(golden, "total"),
  };
  const values = Float64Array.from({ length: steps }, (_, step) => cosineWarmup(step, schedule));
  return Promise.resolve(new Map([["out.lr", { shape: [steps], values }]]));
}

export const family: GoldenFamily = {
  trajectories: {
    opt_sgd: optimizerTrajectory,
    opt_adam: optimizerTrajectory,
    opt_adamw: optimizerTrajectory,
    opt_lion: optimizerTrajectory,
    opt_muon: optimizerTrajectory,
    clip_grad_norm: clipTrajectory,
    lr_cosine_warmup: scheduleTrajectory,
  },
};
