import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Binding, type Launch, type Operator } from "../_kernel/operator.ts";
import keep from "./keep.wgsl?raw";
import recall from "./recall.wgsl?raw";
import { recallReference } from "./reference.ts";

function copyLaunch(label: string, text: string, bindings: readonly Binding[], size: number, words: number): Launch {
  return {
    label,
    source: expand(text),
    params: { size },
    bindings,
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      bytesRead: 4 * (size + words),
      bytesWritten: 4 * size,
      bytesTouched: 4 * (2 * size + words * size),
      launches: 1,
    },
  };
}

/** What was kept of the sequence, or zeros where it begins: state [...], position u32 [1]. */
export const recurrentStateRecall: Operator = {
  name: "recurrent_state_recall",
  infer([state, position]) {
    if (position.dtype !== "u32")
      throw new Failure(`recurrent_state_recall needs a u32 position; it is ${position.dtype}.`);
    return [state];
  },
  reference: ([state, position]) => [recallReference(state, position[0])],
  lower: ({ inputs: [state, position], outputs: [y] }) => [
    copyLaunch("recurrent_state_recall", recall, [read(state), read(position), write(y)], sizeOf(state.shape), 1),
  ],
};

/** Keeps x for the next token: x and the state, which is written in place, of one size. */
export const recurrentStateKeep: Operator = {
  name: "recurrent_state_keep",
  mutates: [1],
  infer([x, state]) {
    if (sizeOf(x.shape) !== sizeOf(state.shape)) {
      throw new Failure(
        `recurrent_state_keep: a state [${state.shape.join(", ")}] cannot keep [${x.shape.join(", ")}]; the sizes differ.`,
      );
    }
    return [];
  },
  reference: ([x]) => [x.slice()],
  lower: ({ inputs: [x, state] }) => [
    copyLaunch("recurrent_state_keep", keep, [read(x), write(state)], sizeOf(state.shape), 0),
  ],
};
