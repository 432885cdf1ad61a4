import type { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { Program } from "../../engine/gpu/program.ts";
import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph } from "../../engine/graph/graph.ts";
import { GRADIENTS, PARAMETERS, planProgram } from "../../engine/plan/plan.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { Failure } from "../../lib/failure.ts";
import { z } from "../../lib/zod.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { readDocument } from "../../models/document/validate.ts";
import { logitsOf, nextTokenLoss } from "../../training/objectives/language-model.ts";
import { appendOptimizer, biasCorrections } from "../../training/optimizers/index.ts";
import { optimizerSchema } from "../../training/optimizers/settings.ts";
import type { OptimizerSettings } from "../../training/optimizers/settings.ts";
import { cosineWarmup } from "../../training/schedules/cosine-warmup.ts";
import { inverseOrder, permuteAxes } from "./axes.ts";
import type { Values } from "./axes.ts";
import { attribute, numberAttribute, tensorOf } from "./golden-case.ts";
import type { GoldenCase } from "./golden-case.ts";
import type { GoldenModel } from "./model-document.ts";
import { feedOf } from "./model-feed.ts";
import type { GoldenFeed } from "./model-feed.ts";
import { ONLY_STEP, partsOf } from "./run-case-graph.ts";

const scheduleSchema = z
  .object({ lr: z.number(), min_lr: z.number(), total: z.number(), warmup: z.number() })
  .nullable();

function optimizerOf(golden: GoldenCase): OptimizerSettings {
  return optimizerSchema.parse({
    kind: attribute(golden, "optimizer", z.string()),
    beta1: numberAttribute(golden, "beta1"),
    beta2: numberAttribute(golden, "beta2"),
    epsilon: numberAttribute(golden, "eps_adam"),
    weightDecay: numberAttribute(golden, "weight_decay"),
    clipNorm: attribute(golden, "clip_norm", z.number().nullable()),
  });
}

function rateOf(golden: GoldenCase, step: number): number {
  const schedule = attribute(golden, "schedule", scheduleSchema);
  if (schedule === null) return numberAttribute(golden, "lr");
  const { lr, min_lr, total, warmup } = schedule;
  return cosineWarmup(step, { peak: lr, lowest: min_lr, warmupSteps: warmup, totalSteps: total });
}

/** Decay as the case lists it, whatever our blocks declare. */
function takeDecays(graph: Graph, golden: GoldenCase, { nameOf }: GoldenModel): void {
  const exempt = new Set(attribute(golden, "no_decay", z.array(z.string())).map(nameOf));
  graph.parameters.forEach(({ tensor, declaration }, index) => {
    const [first, ...others] = declaration.parts.map((part) => !exempt.has(part.name));
    if (others.some((decays) => decays !== first)) {
      throw new Failure(`The case decays only some of ${declaration.parts.map((part) => part.name).join(", ")}.`);
    }
    graph.parameters[index] = { tensor, declaration: { ...declaration, decay: first } };
  });
}

function lossGraph(golden: GoldenCase, feed: GoldenFeed) {
  const graph = new Graph();
  const { model, targets } = feed.declare(graph);
  const { loss } = nextTokenLoss(graph, model, targets, numberAttribute(golden, "label_smoothing"));
  graph.output("loss", loss);
  return { graph, loss, model };
}

/** The arena of parameters with the case's initial weights. */
function initialWeights(plan: Plan, golden: GoldenCase, { nameOf, orderOf }: GoldenModel): Float32Array<ArrayBuffer> {
  const arena = new Float32Array(plan.layout.floats);
  const offsets = new Map(plan.layout.parameters.flatMap(({ parts }) => parts.map((part) => [part.name, part.offset])));
  const weights = [...golden.tensors].filter(([name]) => name.startsWith("param."));
  for (const [name, stored] of weights) {
    const order = orderOf?.(name.replace("param.", ""));
    const { values } = order === undefined ? stored : permuteAxes(stored, order);
    const offset = offsets.get(nameOf(name.replace("param.", "")));
    if (offset === undefined)
      throw new Failure(`The model has no weight ${nameOf(name.replace("param.", ""))} (${name}).`);
    arena.set(values, offset);
  }
  if (weights.length !== offsets.size) {
    throw new Failure(`The model has ${offsets.size} weights, the case ${weights.length}.`);
  }
  return arena;
}

class ModelRun {
  readonly results = new Map<string, Values>();
  readonly #golden: GoldenCase;
  readonly #model: GoldenModel;
  readonly #memory: PersistentMemory;
  readonly #feed: GoldenFeed;
  readonly #gpu: Gpu;

  constructor(golden: GoldenCase, model: GoldenModel, gpu: Gpu) {
    this.#golden = golden;
    this.#model = model;
    this.#gpu = gpu;
    this.#memory = new PersistentMemory(gpu);
    this.#feed = feedOf(golden, readDocument(model.document, CATALOGUE));
  }

  async run(): Promise<Map<string, Values>> {
    const { graph, loss } = lossGraph(this.#golden, this.#feed);
    differentiate(graph, [{ loss, weight: 1 }]);
    takeDecays(graph, this.#golden, this.#model);
    appendOptimizer(graph, optimizerOf(this.#golden), 1);
    const plan = planProgram(graph, { traits: this.#gpu.traits });
    try {
      this.#memory.write(PARAMETERS, initialWeights(plan, this.#golden, this.#model));
      await this.#initialLogits(plan);
      await this.#train(plan);
      await this.#finalLoss(plan);
      return this.results;
    } finally {
      this.#memory.destroy();
    }
  }

  async #initialLogits({ layout }: Plan): Promise<void> {
    const { graph, model } = lossGraph(this.#golden, this.#feed);
    graph.output("logits", logitsOf(graph, model));
    const program = await this.#program(planProgram(graph, { traits: this.#gpu.traits, layout }));
    this.#feed.write(program, 0);
    program.submit([ONLY_STEP]);
    const [logits] = await program.readOutputs(["logits"]);
    program.destroy();
    this.#keep("out.logits0", Float64Array.from(new Float32Array(logits)));
  }

  async #train(plan: Plan): Promise<void> {
    const { steps } = this.#feed;
    const program = await this.#program(plan);
    const losses = new Float64Array(steps);
    const norms = new Float64Array(steps);
    const settings = optimizerOf(this.#golden);
    for (let index = 0; index < steps; index += 1) {
      const [correction1, correction2] = biasCorrections(settings, index + 1);
      this.#feed.write(program, index);
      const learningRate = rateOf(this.#golden, index);
      program.submit([{ ...ONLY_STEP, index, learningRate, correction1, correction2 }]);
      const [loss, norm] = await program.readOutputs(["loss", "gradient norm"]);
      losses[index] = new Float32Array(loss)[0];
      norms[index] = new Float32Array(norm)[0];
      if (index === 0) this.#keepArena("grad.", new Float32Array(await this.#memory.read(GRADIENTS)), plan);
    }
    program.destroy();
    this.#keep("out.loss", losses);
    this.#keep("out.grad_norm", norms);
    this.#keepArena("out.final.", new Float32Array(await this.#memory.read(PARAMETERS)), plan);
  }

  async #finalLoss({ layout }: Plan): Promise<void> {
    const { graph } = lossGraph(this.#golden, this.#feed);
    const program = await this.#program(planProgram(graph, { traits: this.#gpu.traits, layout }));
    this.#feed.write(program, 0);
    program.submit([ONLY_STEP]);
    const [loss] = await program.readOutputs(["loss"]);
    program.destroy();
    this.#keep("out.loss_after", Float64Array.of(new Float32Array(loss)[0]));
  }

  #program(plan: Plan): Promise<Program> {
    return Program.create(this.#gpu, this.#memory, plan);
  }

  #keep(name: string, values: Float64Array): void {
    const expected = this.#golden.tensors.get(name);
    if (expected !== undefined) this.results.set(name, { shape: expected.shape, values });
  }

  #keepArena(prefix: "grad." | "out.final.", arena: Float32Array, plan: Plan): void {
    const parts = partsOf(arena, plan.layout);
    for (const name of this.#golden.tensors.keys()) {
      if (!name.startsWith(prefix)) continue;
      const weight = name.slice(prefix.length);
      const values = parts.get(this.#model.nameOf(weight));
      if (values !== undefined) this.#keep(name, this.#inCaseOrder(weight, name, values));
    }
  }

  #inCaseOrder(weight: string, name: string, values: Float64Array): Float64Array {
    const order = this.#model.orderOf?.(weight);
    if (order === undefined) return values;
    const { shape } = tensorOf(this.#golden, name);
    return permuteAxes({ shape: order.map((axis) => shape[axis]), values }, inverseOrder(order)).values;
  }
}

/** Trains a model case over all its steps and returns everything the case expects. */
export function runGoldenModel(golden: GoldenCase, model: GoldenModel, gpu: Gpu): Promise<Map<string, Values>> {
  return new ModelRun(golden, model, gpu).run();
}
