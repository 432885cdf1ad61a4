import { Failure } from "../../lib/failure.ts";
import type { TensorSpec } from "../_kernel/operator.ts";

export interface PrototypeAttributes {
  /** Equal runs of channels, each with a prototype of its own; they divide the channels. */
  readonly heads: number;
  /** The last input holds logits f32 [B,Q,N] of where each query may look: below zero it may not. */
  readonly hasMask: boolean;
}

export interface PrototypeShape {
  readonly batch: number;
  readonly places: number;
  readonly queries: number;
  readonly heads: number;
  readonly headWidth: number;
}

/** Extents of keys [B,N,C], queries [B,Q,C] and the mask. */
export function prototypeShape(
  [keys, queries, mask]: readonly TensorSpec[],
  attributes: PrototypeAttributes,
): PrototypeShape {
  const { heads, hasMask } = attributes;
  const [batch, places, channels] = keys.shape;
  const [, count, width] = queries.shape;
  const text = (spec: TensorSpec): string => `[${spec.shape.join(", ")}]`;
  if (keys.shape.length !== 3 || queries.shape.length !== 3 || queries.shape[0] !== batch || width !== channels) {
    throw new Failure(
      `prototype_select needs keys [B, N, C] and queries [B, Q, C]; it was given ${text(keys)} and ${text(queries)}.`,
    );
  }
  if (channels % heads !== 0) {
    throw new Failure(`prototype_select: ${heads} heads do not divide ${channels} channels; use a divisor.`);
  }
  if (hasMask && mask.shape.join() !== [batch, count, places].join()) {
    throw new Failure(`prototype_select: the mask must be [${batch}, ${count}, ${places}]; it is ${text(mask)}.`);
  }
  return { batch, places, queries: count, heads, headWidth: channels / heads };
}
