import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import type { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { Program } from "../../engine/gpu/program.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";
import { layoutParameters } from "../../engine/plan/layout.ts";
import { PARAMETERS, planProgram } from "../../engine/plan/plan.ts";
import type { Plan } from "../../engine/plan/plan.ts";
import { Failure } from "../../lib/failure.ts";
import { SCORES } from "../objectives/objective.ts";
import type { BoundObjective, WindowScores } from "../objectives/objective.ts";
import type { StateTensor } from "../state/state-hash.ts";
import { writeState } from "../state/state-tensors.ts";
import { windowScores } from "./evaluate.ts";
import { evaluationGraph } from "./graphs.ts";
import type { Trainer } from "./trainer.ts";

/**
 * Scores the present weights of a trainer as those of another model, such as one whose loop runs more often. Throws a Failure where that
 * model has parameters that were not trained, or of other shapes.
 */
export async function scoreAs(
  gpu: Gpu,
  { memory, plan, setting }: Trainer,
  objective: BoundObjective,
  slice: EvaluationSlice,
): Promise<WindowScores> {
  const { sequenceLength } = setting;
  const rows = objective.evaluationRows(sequenceLength);
  const graph = evaluationGraph(objective, { batch: rows, sequenceLength });
  assertTrained(layoutParameters(graph), plan.layout);
  const scoring = planProgram(graph, { traits: gpu.traits, layout: plan.layout });
  return scored(gpu, memory, scoring, objective, slice);
}

/** Weights that were read from somewhere, scored: what each window came to, and the plan of one pass. */
export interface ScoredWeights {
  readonly scores: WindowScores;
  readonly plan: Plan;
}

/** Scores weights that no trainer holds; the network is on the device only while they are scored. */
export async function scoreWeights(
  gpu: Gpu,
  objective: BoundObjective,
  slice: EvaluationSlice,
  tensors: readonly StateTensor[],
): Promise<ScoredWeights> {
  const { sequenceLength } = slice;
  const graph = evaluationGraph(objective, { batch: objective.evaluationRows(sequenceLength), sequenceLength });
  const plan = planProgram(graph, { traits: gpu.traits });
  const memory = new PersistentMemory(gpu);
  try {
    for (const { name, values } of objective.buffers) {
      if (plan.buffers.has(`buffer ${name}`)) memory.write(`buffer ${name}`, values);
    }
    writeState(memory, plan.layout, new Map([[PARAMETERS, "parameter"]]), tensors);
    return { scores: await scored(gpu, memory, plan, objective, slice), plan };
  } finally {
    memory.destroy();
  }
}

async function scored(
  gpu: Gpu,
  memory: PersistentMemory,
  plan: Plan,
  objective: BoundObjective,
  slice: EvaluationSlice,
): Promise<WindowScores> {
  const program = await Program.create(gpu, memory, plan, { metrics: [SCORES], ringLength: 4 });
  try {
    return await windowScores(program, objective, slice, objective.evaluationRows(slice.sequenceLength));
  } finally {
    program.destroy();
  }
}

function assertTrained(asked: ParameterLayout, trained: ParameterLayout): void {
  const shapes = new Map(
    trained.parameters.flatMap(({ parts }) => parts.map(({ name, shape }) => [name, shape.join()])),
  );
  for (const { name, shape } of asked.parameters.flatMap(({ parts }) => parts)) {
    if (shapes.get(name) === shape.join()) continue;
    throw new Failure(
      `A test scores the trained weights under another document, but ${name} [${shape.join(", ")}] was not trained; change only what has no weights of its own, such as the passes of a loop.`,
    );
  }
}
