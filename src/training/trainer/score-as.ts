import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import type { TokenStream } from "../../data/tokenizers/tokenizer.ts";
import type { Gpu } from "../../engine/gpu/gpu.ts";
import { Program } from "../../engine/gpu/program.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";
import { layoutParameters } from "../../engine/plan/layout.ts";
import { planProgram } from "../../engine/plan/plan.ts";
import { Failure } from "../../lib/failure.ts";
import type { LanguageModelBuilder } from "../objectives/language-model.ts";
import { EVALUATION_TARGETS, windowScores } from "./evaluate.ts";
import type { WindowScores } from "./evaluate.ts";
import { evaluationGraph, SCORES } from "./graphs.ts";
import type { Trainer } from "./trainer.ts";

interface Scored {
  readonly stream: TokenStream;
  readonly slice: EvaluationSlice;
}

/**
 * Scores the present weights of a trainer as those of another model, such as one whose loop runs more often. Throws a Failure where that
 * model has parameters that were not trained, or of other shapes.
 */
export async function scoreAs(
  gpu: Gpu,
  { memory, plan, setting }: Trainer,
  model: LanguageModelBuilder,
  { stream, slice }: Scored,
): Promise<WindowScores> {
  const { sequenceLength, isLabelled = false } = setting;
  const rows = Math.max(1, Math.round(EVALUATION_TARGETS / sequenceLength));
  const graph = evaluationGraph(model, { batch: rows, sequenceLength, isLabelled });
  assertTrained(layoutParameters(graph), plan.layout);
  const scoring = planProgram(graph, { traits: gpu.traits, layout: plan.layout });
  const program = await Program.create(gpu, memory, scoring, { metrics: [SCORES], ringLength: 4 });
  try {
    return await windowScores(program, stream, slice, rows);
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
