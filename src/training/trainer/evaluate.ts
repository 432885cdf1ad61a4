import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import type { Program } from "../../engine/gpu/program.ts";
import type { StepValues } from "../../kernels-wgsl/index.ts";
import { SCORES } from "../objectives/objective.ts";
import type { BoundObjective, WindowScores } from "../objectives/objective.ts";

/** Step values of passes that train nothing; the index numbers the batches. */
export function forwardOnly(index: number): StepValues {
  return { index, micro: 0, seed: 0, microSteps: 1, learningRate: 0, correction1: 1, correction2: 1, lossWeights: [1] };
}

/** Scores every window, with batches in flight while earlier ones are read. */
export async function windowScores(
  program: Program,
  objective: Pick<BoundObjective, "emptyScores" | "heldOut">,
  slice: EvaluationSlice,
  rows: number,
  onProgress: (doneWindows: number) => void = () => undefined,
): Promise<WindowScores> {
  const scores = objective.emptyScores(slice.windowStarts.length);
  const batches = [...objective.heldOut(slice, rows)];
  const collect = async (flush: boolean): Promise<void> => {
    for (const { index, metrics } of await program.records(flush)) {
      const batch = batches[index];
      batch.take(metrics[SCORES][0], scores);
      onProgress(batch.firstWindow + batch.windows);
    }
  };
  for (const [index, { inputs }] of batches.entries()) {
    await program.room();
    for (const [name, values] of Object.entries(inputs)) program.writeInput(name, values);
    program.submit([forwardOnly(index)]);
    await collect(false);
  }
  await program.idle();
  await collect(true);
  return scores;
}
