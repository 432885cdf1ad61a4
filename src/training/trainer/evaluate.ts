import { evaluationBatches } from "../../data/evaluation/slice.ts";
import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import type { TokenStream } from "../../data/tokenizers/tokenizer.ts";
import type { Program } from "../../engine/gpu/program.ts";
import type { StepValues } from "../../kernels-wgsl/index.ts";

export const TOKEN_LOSS = "token loss";

/** Step values of passes that train nothing; the index numbers the batches. */
export function forwardOnly(index: number): StepValues {
  return { index, micro: 0, seed: 0, microSteps: 1, learningRate: 0, correction1: 1, correction2: 1, lossWeights: [1] };
}

/** Summed nats of every window, with batches in flight while earlier ones are read. */
export async function windowNats(
  program: Program,
  stream: TokenStream,
  slice: EvaluationSlice,
  rows: number,
  onProgress: (doneWindows: number) => void = () => undefined,
): Promise<Float64Array> {
  const nats = new Float64Array(slice.windowStarts.length);
  const batches = [...evaluationBatches(stream, slice, rows)];
  const collect = async (flush: boolean): Promise<void> => {
    for (const { index, metrics } of await program.records(flush)) {
      const { firstWindow, windows } = batches[index];
      const tokenLoss = metrics[TOKEN_LOSS][0];
      for (let row = 0; row < windows; row += 1) {
        const start = row * slice.sequenceLength;
        let sum = 0;
        for (const loss of tokenLoss.subarray(start, start + slice.sequenceLength)) sum += loss;
        nats[firstWindow + row] = sum;
      }
      onProgress(firstWindow + windows);
    }
  };
  for (const [index, batch] of batches.entries()) {
    await program.room();
    program.writeInput("ids", batch.inputs);
    program.writeInput("targets", batch.targets);
    program.submit([forwardOnly(index)]);
    await collect(false);
  }
  await program.idle();
  await collect(true);
  return nats;
}
