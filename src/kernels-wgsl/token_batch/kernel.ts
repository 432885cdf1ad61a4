import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { STREAMS } from "../../lib/threefry.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { i32, read, u32, write, type Operator } from "../_kernel/operator.ts";
import { STEP_WGSL } from "../_kernel/step.ts";
import { REFERENCE_STEP, THREEFRY } from "../_kernel/threefry.ts";
import forward from "./forward.wgsl?raw";
import { tokenBatchReference } from "./reference.ts";

export interface TokenBatchAttributes {
  /** Rows of one micro-batch. */
  readonly batch: number;
  /** Tokens per row. */
  readonly sequenceLength: number;
}

const THREADS = 64;
const SOURCE = expand(forward, { snippets: { STEP: STEP_WGSL, THREEFRY } });

/** ids u32 and targets i32 [batch, sequenceLength] from tokens u32 [n]; its reference is that of `REFERENCE_STEP`. */
export const tokenBatch: Operator<TokenBatchAttributes> = {
  name: "token_batch",
  infer([tokens], { batch, sequenceLength }) {
    const [count] = tokens.shape;
    if (count <= sequenceLength) {
      throw new Failure(
        `The training split has ${count} tokens, too few for one row of ${sequenceLength} and its last target: use a sequence of at most ${Math.max(0, count - 1)} tokens or more text.`,
      );
    }
    return [u32(batch, sequenceLength), i32(batch, sequenceLength)];
  },
  reference: ([tokens], { batch, sequenceLength }) =>
    tokenBatchReference(tokens, batch, sequenceLength, REFERENCE_STEP),
  lower({ inputs: [tokens], outputs: [ids, targets], attributes: { batch, sequenceLength } }) {
    const size = batch * sequenceLength;
    return [
      {
        label: "token_batch",
        source: SOURCE,
        params: {
          batch,
          sequence_length: sequenceLength,
          count: tokens.shape[0] - sequenceLength,
          stream: STREAMS.data,
        },
        bindings: [read(tokens), write(ids), write(targets)],
        usesStep: true,
        workgroups: foldWorkgroups(size, THREADS),
        counters: {
          ...NO_COST,
          bytesRead: 4 * batch * (sequenceLength + 1),
          bytesWritten: 8 * size,
          bytesTouched: 16 * size,
          launches: 1,
        },
      },
    ];
  },
};
