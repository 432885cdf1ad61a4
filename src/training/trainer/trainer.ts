import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import type { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import type { StepRecord } from "../../engine/gpu/metrics-ring.ts";
import { Program } from "../../engine/gpu/program.ts";
import type { Recompute } from "../../engine/passes/recompute.ts";
import { PARAMETERS, planProgram } from "../../engine/plan/plan.ts";
import type { BufferKey, Plan } from "../../engine/plan/plan.ts";
import type { StepValues } from "../../kernels-wgsl/index.ts";
import { SCORES } from "../objectives/objective.ts";
import type { BatchShape, BoundObjective, WindowScores } from "../objectives/objective.ts";
import { biasCorrections, stateArenasOf } from "../optimizers/index.ts";
import type { OptimizerSettings } from "../optimizers/settings.ts";
import { initialArena } from "../state/initial-arena.ts";
import type { StateTensor } from "../state/state-hash.ts";
import { readState, writeState } from "../state/state-tensors.ts";
import { windowScores } from "./evaluate.ts";
import { evaluationGraph, trainingGraph } from "./graphs.ts";

export interface TrainerSetting extends BatchShape {
  readonly microSteps: number;
  readonly optimizer: OptimizerSettings;
  readonly recompute: Recompute;
  /** Steps between two readings of the metrics. */
  readonly ringLength: number;
  readonly onCompile: (done: number, total: number) => void;
}

interface EvaluationSource {
  readonly gpu: Gpu;
  readonly plan: Plan;
  readonly rows: number;
}

/** One model with its optimizer on a device: everything that a training step or an evaluation needs. */
export class Trainer {
  readonly plan: Plan;
  readonly program: Program;
  readonly objective: BoundObjective;
  readonly setting: TrainerSetting;
  /** Arenas and buffers that further programs of this model share. */
  readonly memory: PersistentMemory;
  readonly #source: EvaluationSource;
  #evaluation: Promise<Program> | undefined;
  #seed = 0;

  private constructor(
    program: Program,
    memory: PersistentMemory,
    objective: BoundObjective,
    setting: TrainerSetting,
    source: EvaluationSource,
  ) {
    this.objective = objective;
    this.program = program;
    this.plan = program.plan;
    this.setting = setting;
    this.memory = memory;
    this.#source = source;
  }

  static async create(gpu: Gpu, objective: BoundObjective, setting: TrainerSetting): Promise<Trainer> {
    const { traits } = gpu;
    const { sequenceLength, microSteps, ringLength } = setting;
    const rows = objective.evaluationRows(sequenceLength);
    const plan = planProgram(trainingGraph(objective, setting), { traits, recompute: setting.recompute });
    const { layout } = plan;
    const evaluationPlan = planProgram(evaluationGraph(objective, { batch: rows, sequenceLength }), { traits, layout });
    const memory = new PersistentMemory(gpu);
    try {
      for (const { name, values } of objective.buffers) memory.write(`buffer ${name}`, values);
      const metrics = ["loss", "gradient norm"];
      const { onCompile } = setting;
      const options = { microSteps, metrics, ringLength, onCompile, startsSmall: true };
      const program = await Program.create(gpu, memory, plan, options);
      return new Trainer(program, memory, objective, setting, { gpu, plan: evaluationPlan, rows });
    } catch (thrown) {
      memory.destroy();
      throw thrown;
    }
  }

  /** Puts the run at step 0: initial weights of this seed, empty moments. */
  initialise(seed: number): void {
    this.#seed = seed;
    this.memory.write(PARAMETERS, initialArena(this.plan.layout, seed));
    for (const name of stateArenasOf(this.setting.optimizer)) {
      this.memory.write(`arena ${name}`, new Float32Array(this.plan.layout.floats));
    }
  }

  /** Step values of optimizer step `index`, one per micro-batch; `progress` is the share of the run before it. */
  stepValues(index: number, learningRate: number, progress = 0): StepValues[] {
    const { microSteps, optimizer } = this.setting;
    const [correction1, correction2] = biasCorrections(optimizer, index + 1);
    return Array.from({ length: microSteps }, (_, micro) => ({
      index,
      micro,
      seed: this.#seed,
      microSteps,
      learningRate,
      correction1,
      correction2,
      lossWeights: this.objective.lossWeights?.(progress) ?? [1],
    }));
  }

  async records(flush: boolean): Promise<StepRecord[]> {
    return this.program.records(flush);
  }

  /** Scores the present weights on a slice of the held-out split. */
  async evaluate(slice: EvaluationSlice, onProgress?: (doneWindows: number) => void): Promise<WindowScores> {
    this.#evaluation ??= this.#createEvaluation();
    return windowScores(await this.#evaluation, this.objective, slice, this.#source.rows, onProgress);
  }

  /** Parameters and moments as they are behind all submitted steps. */
  async readState(): Promise<StateTensor[]> {
    await this.program.idle();
    return readState(this.memory, this.plan.layout, this.#stateArenas());
  }

  writeState(seed: number, tensors: readonly StateTensor[]): void {
    this.#seed = seed;
    writeState(this.memory, this.plan.layout, this.#stateArenas(), tensors);
  }

  destroy(): void {
    this.program.destroy();
    void this.#evaluation?.then((program) => {
      program.destroy();
    });
    this.memory.destroy();
  }

  /** Made when it is first needed, so that no kernel of it keeps the first step waiting. */
  async #createEvaluation(): Promise<Program> {
    const { gpu, plan } = this.#source;
    return Program.create(gpu, this.memory, plan, { metrics: [SCORES], ringLength: 4, startsSmall: true });
  }

  #stateArenas(): ReadonlyMap<BufferKey, "parameter" | "moment"> {
    const moments = stateArenasOf(this.setting.optimizer).map((name) => [`arena ${name}`, "moment"] as const);
    return new Map<BufferKey, "parameter" | "moment">([[PARAMETERS, "parameter"], ...moments]);
  }
}
