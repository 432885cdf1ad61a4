import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { STREAMS } from "../../lib/threefry.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { i32, read, u32, write, type Operator } from "../_kernel/operator.ts";
import { STEP_WGSL } from "../_kernel/step.ts";
import { REFERENCE_STEP, THREEFRY } from "../_kernel/threefry.ts";
import forward from "./forward.wgsl?raw";
import { labelledBatchReference, tokenBatchReference } from "./reference.ts";

export interface TokenBatchAttributes {
  /** Rows of one micro-batch. */
  readonly batch: number;
  /** Tokens per row. */
  readonly sequenceLength: number;
  /** Words hold a token and its own label, and rows begin at multiples of their length; absent: targets are the next tokens. */
  readonly isLabelled?: boolean;
}

const THREADS = 64;
const sourceOf = (isLabelled: boolean): string =>
  expand(forward, { constants: { LABELLED: isLabelled }, snippets: { STEP: STEP_WGSL, THREEFRY } });
const SOURCES = { next: sourceOf(false), labelled: sourceOf(true) };

/** ids u32 and targets i32 [batch, sequenceLength] from tokens u32 [n]; its reference is that of `REFERENCE_STEP`. */
export const tokenBatch: Operator<TokenBatchAttributes> = {
  name: "token_batch",
  infer([tokens], { batch, sequenceLength, isLabelled = false }) {
    const [count] = tokens.shape;
    if (isLabelled && (count === 0 || count % sequenceLength !== 0)) {
      throw new Failure(
        `The labelled training split has ${count} tokens, which are not rows of ${sequenceLength}: set the sequence length to that of the task's rows.`,
      );
    }
    if (!isLabelled && count <= sequenceLength) {
      throw new Failure(
        `The training split has ${count} tokens, too few for one row of ${sequenceLength} and its last target: use a sequence of at most ${Math.max(0, count - 1)} tokens or more text.`,
      );
    }
    return [u32(batch, sequenceLength), i32(batch, sequenceLength)];
  },
  reference: ([tokens], { batch, sequenceLength, isLabelled = false }) =>
    (isLabelled ? labelledBatchReference : tokenBatchReference)(tokens, batch, sequenceLength, REFERENCE_STEP),
  lower({ inputs: [tokens], outputs: [ids, targets], attributes: { batch, sequenceLength, isLabelled = false } }) {
    const size = batch * sequenceLength;
    return [
      {
        label: "token_batch",
        source: isLabelled ? SOURCES.labelled : SOURCES.next,
        params: {
          batch,
          sequence_length: sequenceLength,
          count: isLabelled ? tokens.shape[0] / sequenceLength : tokens.shape[0] - sequenceLength,
          stream: STREAMS.data,
          stride: isLabelled ? sequenceLength : 1,
        },
        bindings: [read(tokens), write(ids), write(targets)],
        usesStep: true,
        workgroups: foldWorkgroups(size, THREADS),
        counters: {
          ...NO_COST,
          bytesRead: 4 * batch * (sequenceLength + (isLabelled ? 0 : 1)),
          bytesWritten: 8 * size,
          bytesTouched: (isLabelled ? 12 : 16) * size,
          launches: 1,
        },
      },
    ];
  },
};
