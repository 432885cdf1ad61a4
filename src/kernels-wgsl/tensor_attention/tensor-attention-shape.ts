import { Failure } from "../../lib/failure.ts";
import type { TensorSpec } from "../_kernel/operator.ts";

export interface TensorAttentionAttributes {
  readonly heads: number;
  /** Channels of q, k1 and k2 in one head, 1..64. */
  readonly headWidth: number;
  /** Channels of v1 and v2 in one head, 1..64. */
  readonly valueWidth: number;
  /** Both tokens of a pair lie at or before the query. */
  readonly isCausal: boolean;
  /** Factor of the scores. */
  readonly scale: number;
}

export interface TensorAttentionShape {
  readonly batch: number;
  readonly tokens: number;
}

const MAX_WIDTH = 64;
/** Pairs grow with the square of the tokens, the work with their cube. */
export const MAX_TOKENS = 256;

/** Checks q, k1, k2, v1, v2 (further inputs are ignored). */
export function tensorAttentionShape(
  inputs: readonly TensorSpec[],
  { heads, headWidth, valueWidth }: TensorAttentionAttributes,
): TensorAttentionShape {
  for (const [name, width] of [
    ["head", headWidth],
    ["value", valueWidth],
  ] as const) {
    if (width >= 1 && width <= MAX_WIDTH) continue;
    throw new Failure(
      `tensor_attention: the ${name} width ${width} must lie between 1 and ${MAX_WIDTH}; use more heads.`,
    );
  }
  const [batch, tokens] = inputs[0].shape;
  if (tokens > MAX_TOKENS) {
    throw new Failure(
      `tensor_attention: exact mode looks at every pair of ${tokens} tokens; use at most ${MAX_TOKENS} tokens, or the polynomial mode.`,
    );
  }
  ["q", "k1", "k2", "v1", "v2"].forEach((name, i) => {
    const want = [batch, tokens, heads * (i < 3 ? headWidth : valueWidth)];
    const { shape } = inputs[i];
    if (shape.join() === want.join()) return;
    throw new Failure(`tensor_attention: ${name} must be [${want.join(",")}]; it is [${shape.join(",")}].`);
  });
  return { batch, tokens };
}
