import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Launch, type Tensor } from "../_kernel/operator.ts";
import copyText from "./copy.wgsl?raw";
import multiplyAddText from "./multiply-add.wgsl?raw";

/** Independent chains of a thread: enough to hide the latency of one, few enough to stay in registers everywhere. */
export const CHAINS = 8;
export const UNROLL = 8;
/** Multiply-adds whose chains neither vanish nor overflow. */
export const FACTOR = 0.75;
export const ADDEND = 0.5;

/** The multiply-add loop over y [threads]: `iterations` turns of `CHAINS * UNROLL` multiply-adds per thread. */
export function multiplyAddLaunch(y: Tensor, iterations: number): Launch {
  const threads = sizeOf(y.shape);
  const terms = threads * iterations * CHAINS * UNROLL;
  return {
    label: "peak_multiply_add",
    source: expand(multiplyAddText, { constants: { UNROLL } }),
    params: { threads, iterations, factor: FACTOR, addend: ADDEND },
    bindings: [write(y)],
    workgroups: foldWorkgroups(threads, 64),
    counters: {
      ...NO_COST,
      multiplies: terms,
      adds: terms + threads * CHAINS,
      bytesWritten: 4 * threads,
      bytesTouched: 4 * threads,
      launches: 1,
    },
  };
}

/** y = x for tensors of a multiple of four elements. */
export function copyLaunch(x: Tensor, y: Tensor): Launch {
  const vectors = sizeOf(x.shape) / 4;
  return {
    label: "peak_copy",
    source: copyText,
    params: { vectors },
    bindings: [read(x), write(y)],
    workgroups: foldWorkgroups(vectors, 64),
    counters: {
      ...NO_COST,
      bytesRead: 16 * vectors,
      bytesWritten: 16 * vectors,
      bytesTouched: 32 * vectors,
      launches: 1,
    },
  };
}
