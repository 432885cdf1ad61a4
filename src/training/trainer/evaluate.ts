import { evaluationBatches, IGNORE_INDEX } from "../../data/evaluation/slice.ts";
import type { EvaluationBatch, EvaluationSlice } from "../../data/evaluation/slice.ts";
import type { TokenStream } from "../../data/tokenizers/tokenizer.ts";
import type { Program } from "../../engine/gpu/program.ts";
import type { StepRecord } from "../../engine/gpu/metrics-ring.ts";
import type { StepValues } from "../../kernels-wgsl/index.ts";
import { SCORES } from "./graphs.ts";

/** Rows of an evaluation pass: about this many targets at once, whatever the length. */
export const EVALUATION_TARGETS = 2_048;

/** Step values of passes that train nothing; the index numbers the batches. */
export function forwardOnly(index: number): StepValues {
  return { index, micro: 0, seed: 0, microSteps: 1, learningRate: 0, correction1: 1, correction2: 1, lossWeights: [1] };
}

/** What each window came to. */
export interface WindowScores {
  /** Summed nats. */
  readonly nats: Float64Array<ArrayBuffer>;
  /** Labels whose likeliest answer was right; absent where next tokens are asked. */
  readonly correct?: Uint32Array<ArrayBuffer>;
}

/** Scores every window, with batches in flight while earlier ones are read. */
export async function windowScores(
  program: Program,
  stream: TokenStream,
  slice: EvaluationSlice,
  rows: number,
  onProgress: (doneWindows: number) => void = () => undefined,
): Promise<WindowScores> {
  const nats = new Float64Array(slice.windowStarts.length);
  const correct = new Uint32Array(stream.labels === undefined ? 0 : nats.length);
  const batches = [...evaluationBatches(stream, slice, rows)];
  const collect = async (flush: boolean): Promise<void> => {
    for (const { index, metrics } of await program.records(flush)) {
      const batch = batches[index];
      if (stream.labels === undefined) addTokenLoss(nats, metrics, batch, slice.sequenceLength);
      else addLabels({ nats, correct }, metrics, batch, slice.sequenceLength);
      onProgress(batch.firstWindow + batch.windows);
    }
  };
  for (const [index, batch] of batches.entries()) {
    await program.room();
    program.writeInput("ids", batch.inputs);
    if (stream.labels === undefined) program.writeInput("targets", batch.targets);
    program.submit([forwardOnly(index)]);
    await collect(false);
  }
  await program.idle();
  await collect(true);
  return stream.labels === undefined ? { nats } : { nats, correct };
}

function addTokenLoss(
  nats: Float64Array,
  metrics: StepRecord["metrics"],
  { firstWindow, windows }: EvaluationBatch,
  sequenceLength: number,
): void {
  const tokenLoss = metrics[SCORES][0];
  for (let row = 0; row < windows; row += 1) {
    const start = row * sequenceLength;
    for (const loss of tokenLoss.subarray(start, start + sequenceLength)) nats[firstWindow + row] += loss;
  }
}

/** In float64 on the host: labels are few, and which answer is likeliest must be exact. The first of equals is the answer. */
function addLabels(
  { nats, correct }: Required<WindowScores>,
  metrics: StepRecord["metrics"],
  { firstWindow, windows, targets }: EvaluationBatch,
  sequenceLength: number,
): void {
  const logits = metrics[SCORES][0];
  const classes = logits.length / targets.length;
  for (let at = 0; at < windows * sequenceLength; at += 1) {
    if (targets[at] === IGNORE_INDEX) continue;
    const answers = logits.subarray(at * classes, (at + 1) * classes);
    const top = answers.reduce((most, logit) => Math.max(most, logit), -Infinity);
    const total = answers.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
    const window = firstWindow + Math.floor(at / sequenceLength);
    nats[window] += top + Math.log(total) - answers[targets[at]];
    correct[window] += Number(answers.indexOf(top) === targets[at]);
  }
}
