import type { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { Program } from "../../engine/gpu/program.ts";
import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph } from "../../engine/graph/graph.ts";
import { GRADIENTS, PARAMETERS, planProgram } from "../../engine/plan/plan.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { Failure } from "../../lib/failure.ts";
import { z } from "../../lib/zod.ts";
import { languageModel } from "../../models/build/language-model.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { readDocument } from "../../models/document/validate.ts";
import { logitsOf, nextTokenLoss } from "../../training/objectives/language-model.ts";
import type { LanguageModelBuilder } from "../../training/objectives/language-model.ts";
import { appendOptimizer, biasCorrections } from "../../training/optimizers/index.ts";
import { optimizerSchema } from "../../training/optimizers/settings.ts";
import type { OptimizerSettings } from "../../training/optimizers/settings.ts";
import { cosineWarmup } from "../../training/schedules/cosine-warmup.ts";
import type { Values } from "./axes.ts";
import { attribute, numberAttribute, tensorOf } from "./golden-case.ts";
import type { GoldenCase } from "./golden-case.ts";
import type { GoldenModel } from "./model-document.ts";
import { ONLY_STEP, partsOf } from "./run-case-graph.ts";

const scheduleSchema = z
  .object({ lr: z.number(), min_lr: z.number(), total: z.number(), warmup: z.number() })
  .nullable();

interface Shape {
  readonly steps: number;
  readonly batch: number;
  readonly length: number;
}

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

function lossGraph(build: LanguageModelBuilder, golden: GoldenCase, { batch, length }: Shape) {
  const graph = new Graph();
  const ids = graph.input("ids", { shape: [batch, length], dtype: "u32" });
  const targets = graph.input("targets", { shape: [batch, length], dtype: "i32" });
  const model = build(graph, ids);
  const { loss } = nextTokenLoss(graph, model, targets, numberAttribute(golden, "label_smoothing"));
  graph.output("loss", loss);
  return { graph, loss, model };
}

function writeBatch(program: Program, golden: GoldenCase, { batch, length }: Shape, step: number): void {
  const tokens = tensorOf(golden, "in.tokens").values;
  const ids = new Uint32Array(batch * length);
  const targets = new Int32Array(batch * length);
  for (let row = 0; row < batch; row += 1) {
    const start = (step * batch + row) * (length + 1);
    ids.set(tokens.subarray(start, start + length), row * length);
    targets.set(tokens.subarray(start + 1, start + 1 + length), row * length);
  }
  program.writeInput("ids", ids);
  program.writeInput("targets", targets);
}

/** The arena of parameters with the case's initial weights. */
function initialWeights(plan: Plan, golden: GoldenCase, { nameOf }: GoldenModel): Float32Array<ArrayBuffer> {
  const arena = new Float32Array(plan.layout.floats);
  const offsets = new Map(plan.layout.parameters.flatMap(({ parts }) => parts.map((part) => [part.name, part.offset])));
  const weights = [...golden.tensors].filter(([name]) => name.startsWith("param."));
  for (const [name, { values }] of weights) {
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
  readonly #shape: Shape;
  readonly #gpu: Gpu;

  constructor(golden: GoldenCase, model: GoldenModel, gpu: Gpu) {
    const [steps, batch, columns] = tensorOf(golden, "in.tokens").shape;
    this.#golden = golden;
    this.#model = model;
    this.#gpu = gpu;
    this.#memory = new PersistentMemory(gpu);
    this.#shape = { steps, batch, length: columns - 1 };
  }

  async run(): Promise<Map<string, Values>> {
    const checked = readDocument(this.#model.document, CATALOGUE);
    const build = languageModel(checked, { isTraining: true });
    const { graph, loss } = lossGraph(build, this.#golden, this.#shape);
    differentiate(graph, [{ loss, weight: 1 }]);
    takeDecays(graph, this.#golden, this.#model);
    appendOptimizer(graph, optimizerOf(this.#golden), 1);
    const plan = planProgram(graph, { traits: this.#gpu.traits });
    try {
      this.#memory.write(PARAMETERS, initialWeights(plan, this.#golden, this.#model));
      await this.#initialLogits(build, plan);
      await this.#train(plan);
      await this.#finalLoss(build, plan);
      return this.results;
    } finally {
      this.#memory.destroy();
    }
  }

  async #initialLogits(build: LanguageModelBuilder, { layout }: Plan): Promise<void> {
    const { graph, model } = lossGraph(build, this.#golden, this.#shape);
    graph.output("logits", logitsOf(graph, model));
    const program = await this.#program(planProgram(graph, { traits: this.#gpu.traits, layout }));
    writeBatch(program, this.#golden, this.#shape, 0);
    program.submit([ONLY_STEP]);
    const [logits] = await program.readOutputs(["logits"]);
    program.destroy();
    this.#keep("out.logits0", Float64Array.from(new Float32Array(logits)));
  }

  async #train(plan: Plan): Promise<void> {
    const { steps } = this.#shape;
    const program = await this.#program(plan);
    const losses = new Float64Array(steps);
    const norms = new Float64Array(steps);
    const settings = optimizerOf(this.#golden);
    for (let index = 0; index < steps; index += 1) {
      const [correction1, correction2] = biasCorrections(settings, index + 1);
      writeBatch(program, this.#golden, this.#shape, index);
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

  async #finalLoss(build: LanguageModelBuilder, { layout }: Plan): Promise<void> {
    const { graph } = lossGraph(build, this.#golden, this.#shape);
    const program = await this.#program(planProgram(graph, { traits: this.#gpu.traits, layout }));
    writeBatch(program, this.#golden, this.#shape, 0);
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
      const values = parts.get(this.#model.nameOf(name.slice(prefix.length)));
      if (values !== undefined) this.#keep(name, values);
    }
  }
}

/** Trains a model case over all its steps and returns everything the case expects. */
export function runGoldenModel(golden: GoldenCase, model: GoldenModel, gpu: Gpu): Promise<Map<string, Values>> {
  return new ModelRun(golden, model, gpu).run();
}
