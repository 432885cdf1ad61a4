import { differentiate } from "../../../../src/engine/graph/differentiate.ts";
import { Graph } from "../../../../src/engine/graph/graph.ts";
import type { Gpu } from "../../../../src/engine/gpu/gpu.ts";
import { PersistentMemory } from "../../../../src/engine/gpu/memory.ts";
import { Program } from "../../../../src/engine/gpu/program.ts";
import { PARAMETERS, planProgram } from "../../../../src/engine/plan/plan.ts";
import type { StepValues } from "../../../../src/kernels-wgsl/index.ts";
import { languageModel } from "../../../../src/models/build/language-model.ts";
import { logitsOf, nextTokenLoss, type LanguageModel } from "../../../../src/training/objectives/language-model.ts";
import { appendOptimizer, biasCorrections } from "../../../../src/training/optimizers/index.ts";
import type { OptimizerSettings } from "../../../../src/training/optimizers/settings.ts";
import { ADAMW, GPT, referenceBatch, referenceParameters } from "../../reference-gpt.ts";
import type { Workload } from "../engine.ts";
import { referenceArena, referenceDocument } from "./reference-document.ts";

const OPTIMIZER: OptimizerSettings = {
  kind: "adamw",
  beta1: ADAMW.beta1,
  beta2: ADAMW.beta2,
  epsilon: ADAMW.epsilon,
  weightDecay: ADAMW.weightDecay,
  clipNorm: null,
};

function graphWithModel(isTraining: boolean): { graph: Graph; model: LanguageModel } {
  const graph = new Graph();
  const ids = graph.input("ids", { shape: [GPT.batch, GPT.sequenceLength], dtype: "u32" });
  return { graph, model: languageModel(referenceDocument(), { isTraining })(graph, ids) };
}

/** A whole step on host-given ids and targets; outputs `loss` [1]. */
export function trainStepGraph(): Graph {
  const { graph, model } = graphWithModel(true);
  const targets = graph.input("targets", { shape: [GPT.batch, GPT.sequenceLength], dtype: "i32" });
  const { loss } = nextTokenLoss(graph, model, targets);
  differentiate(graph, [{ loss, weight: 1 }]);
  graph.output("loss", loss);
  decayEverything(graph);
  appendOptimizer(graph, OPTIMIZER, 1);
  return graph;
}

/** The engines without parameter groups decay every parameter; so do we, for equal losses. */
function decayEverything(graph: Graph): void {
  graph.parameters.forEach(({ tensor, declaration }, at) => {
    graph.parameters[at] = { tensor, declaration: { ...declaration, decay: true } };
  });
}

export interface ReadyProgram {
  readonly program: Program;
  readonly memory: PersistentMemory;
}

/** Plans and compiles, writes initial parameters and the batch. */
async function start(gpu: Gpu, graph: Graph, metrics: readonly string[], startsSmall = false): Promise<ReadyProgram> {
  const plan = planProgram(graph, { traits: gpu.traits });
  const memory = new PersistentMemory(gpu);
  // A ring of one entry: the loss of a step leaves with its own submit.
  const program = await Program.create(gpu, memory, plan, { metrics, ringLength: 1, startsSmall });
  memory.write(PARAMETERS, referenceArena(plan.layout, referenceParameters()));
  return { program, memory };
}

export function writeBatch(program: Program): void {
  const { ids, targets } = referenceBatch();
  program.writeInput("ids", Uint32Array.from(ids));
  program.writeInput("targets", targets);
}

export function stepValues(index: number): StepValues {
  const [correction1, correction2] = biasCorrections(OPTIMIZER, index + 1);
  return {
    index,
    micro: 0,
    seed: 0,
    microSteps: 1,
    learningRate: ADAMW.learningRate,
    correction1,
    correction2,
    lossWeights: [1],
  };
}

export function startTrainStep(gpu: Gpu): Promise<ReadyProgram> {
  return start(gpu, trainStepGraph(), ["loss"]);
}

export async function trainWorkload(gpu: Gpu): Promise<Workload> {
  const { program, memory } = await start(gpu, trainStepGraph(), ["loss"], true);
  let steps = 0;
  return {
    async run() {
      // The first step runs by starters, as in the product; what is timed behind it are the plan's own kernels.
      if (steps > 0) await program.settled();
      writeBatch(program);
      program.submit([stepValues(steps)]);
      steps += 1;
      await program.idle();
      const [record] = await program.records(true);
      return record.metrics.loss[0][0];
    },
    dispose() {
      program.destroy();
      memory.destroy();
    },
  };
}

export async function forwardWorkload(gpu: Gpu): Promise<Workload> {
  const { graph, model } = graphWithModel(false);
  graph.output("logits", logitsOf(graph, model));
  const { program, memory } = await start(gpu, graph, []);
  writeBatch(program);
  return repeatedProgram(program, memory, "logits");
}

/** A program without state: every run repeats the last. */
export function repeatedProgram(program: Program, memory: PersistentMemory, output: string): Workload {
  return {
    async run() {
      program.submit([stepValues(0)]);
      await program.idle();
      await program.records(true);
      return null;
    },
    async output() {
      const [bytes] = await program.readOutputs([output]);
      return new Float32Array(bytes);
    },
    dispose() {
      program.destroy();
      memory.destroy();
    },
  };
}
