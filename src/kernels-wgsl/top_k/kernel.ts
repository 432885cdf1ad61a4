import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, u32, write, type Launch, type Operator, type Tensor } from "../_kernel/operator.ts";
import type { TensorSpec } from "../_kernel/operator.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import mask from "./mask.wgsl?raw";
import { pickBackwardReference, pickReference, topPlacesReference } from "./reference.ts";

export interface TopKAttributes {
  /** Entries taken of each row. */
  readonly k: number;
}

function rowsOf({ shape }: TensorSpec, k: number, name: string): readonly [rows: number, length: number] {
  const [rows, length] = shape;
  if (shape.length !== 2 || !Number.isInteger(k) || k < 1 || k > length) {
    throw new Failure(`${name} takes 1 to L entries of rows [R, L]; it was to take ${k} of [${shape.join(", ")}].`);
  }
  return [rows, length];
}

/** A launch with a thread for each entry of rows that walks so many others. */
function launchOf(
  label: string,
  text: string,
  [inputs, outputs]: readonly [readonly Tensor[], readonly Tensor[]],
  { params, adds, loads }: { readonly params: Launch["params"]; readonly adds: number; readonly loads: number },
): Launch {
  const bytes = (tensors: readonly Tensor[]): number => tensors.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  const unique = inputs.filter(({ id }, i) => inputs.findIndex((other) => other.id === id) === i);
  const { size } = params;
  return {
    label,
    source: expand(text),
    params,
    bindings: [...inputs.map(read), ...outputs.map(write)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      adds: size * adds,
      bytesRead: bytes(unique),
      bytesWritten: bytes(outputs),
      bytesTouched: 4 * size * loads + bytes(outputs),
      launches: 1,
    },
  };
}

/**
 * The k largest entries of rows. Inputs x [R, L] and what they are ranked by, [R, L] or [1, L] for all; outputs what x has there [R, k],
 * the largest first, and the places u32 [R, k] or [1, k]. Only x has a gradient: the choice is taken as given.
 */
export const topK: Operator<TopKAttributes> = {
  name: "top_k",
  infer([x, ranked], { k }) {
    const [rows, length] = rowsOf(x, k, "top_k");
    const [choices, entries] = ranked.shape;
    if (entries !== length || (choices !== rows && choices !== 1)) {
      throw new Failure(
        `top_k ranks rows [${x.shape.join(", ")}] by as many rows or by one, not by [${ranked.shape.join(", ")}].`,
      );
    }
    return [f32(rows, k), u32(choices, k)];
  },
  reference([x, ranked], { k }, [{ shape }]) {
    const places = topPlacesReference(ranked, shape[1], k);
    return [pickReference(x, places, shape[1], k), places];
  },
  gradient(tape, { inputs: [{ shape }], outputs: [, places] }, [dvalues]) {
    if (dvalues === null) return [null, null];
    return [tape.apply(topKBackward, [dvalues, places], { length: shape[1] })[0], null];
  },
  lower({ inputs, outputs, attributes: { k } }) {
    const [{ shape }, ranked] = inputs;
    const length = shape[1];
    const params = { size: sizeOf(shape), length, k, stride: ranked.shape[0] === shape[0] ? length : 0 };
    return [launchOf("top_k", forward, [inputs, outputs], { params, adds: 2 * length, loads: length + 2 })];
  },
};

/** Ones at the k largest entries of rows [R, L], zeros elsewhere; no gradient. */
export const topKMask: Operator<TopKAttributes> = {
  name: "top_k_mask",
  infer([x], { k }) {
    rowsOf(x, k, "top_k_mask");
    return [f32(...x.shape)];
  },
  reference([x], { k }, [{ shape }]) {
    const places = topPlacesReference(x, shape[1], k);
    return [pickBackwardReference(new Float64Array(places.length).fill(1), places, shape[1], k)];
  },
  gradient: () => [null],
  lower({ inputs, outputs, attributes: { k } }) {
    const [{ shape }] = inputs;
    const params = { size: sizeOf(shape), length: shape[1], k };
    return [launchOf("top_k_mask", mask, [inputs, outputs], { params, adds: 2 * shape[1], loads: shape[1] + 1 })];
  },
};

/** dx [R, length] from dvalues [R, k] and places [R, k] or [1, k]. */
export const topKBackward: Operator<{ readonly length: number }> = {
  name: "top_k_backward",
  infer: ([{ shape }], { length }) => [f32(shape[0], length)],
  reference: ([dvalues, places], { length }, [{ shape }]) => [pickBackwardReference(dvalues, places, length, shape[1])],
  lower({ inputs, outputs, attributes: { length } }) {
    const [{ shape }, places] = inputs;
    const [rows, k] = shape;
    const params = { size: rows * length, length, k, stride: places.shape[0] === rows ? k : 0 };
    return [launchOf("top_k_backward", backward, [inputs, outputs], { params, adds: k, loads: 2 * k })];
  },
};
