import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import type { Gpu } from "../../engine/gpu/gpu.ts";
import { Program } from "../../engine/gpu/program.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";
import { layoutParameters } from "../../engine/plan/layout.ts";
import { planProgram } from "../../engine/plan/plan.ts";
import { Failure } from "../../lib/failure.ts";
import { SCORES } from "../objectives/objective.ts";
import type { BoundObjective, WindowScores } from "../objectives/objective.ts";
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
  const program = await Program.create(gpu, memory, scoring, { metrics: [SCORES], ringLength: 4 });
  try {
    return await windowScores(program, objective, slice, rows);
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
