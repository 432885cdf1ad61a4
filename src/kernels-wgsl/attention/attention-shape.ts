import { Failure } from "../../lib/failure.ts";
import type { TensorSpec } from "../_kernel/operator.ts";

export interface AttentionAttributes {
  readonly queryHeads: number;
  /** Divides `queryHeads`; query head h reads key and value head floor(h / (queryHeads / kvHeads)). */
  readonly kvHeads: number;
  /** Channels of a query or key head, 1..128. */
  readonly headWidth: number;
  /** Channels of a value head, 1..128. */
  readonly valueWidth: number;
  /** Key j is seen only by queries at positions p >= j. */
  readonly isCausal: boolean;
  /** Key j is seen only where |p - j| < window; null for no window. */
  readonly window: number | null;
  /** Factor of the scores, 1 / sqrt(headWidth) by custom. */
  readonly scale: number;
  /** Position of the first query; key j has position j. */
  readonly queryOffset: number;
  /** One input [B,T,(queryHeads + kvHeads) D + kvHeads Dv] of rows q | k | v instead of three. */
  readonly isPacked: boolean;
  /** The last input is an i32 mask [B,S]: 1 keeps a key, 0 drops it. */
  readonly hasKeyMask: boolean;
}

/** Where everything lies, counted in elements. */
export interface AttentionShape {
  readonly batch: number;
  readonly queries: number;
  readonly keys: number;
  readonly queryRow: number;
  readonly keyRow: number;
  readonly valueRow: number;
  /** Column of the first key (value) head in its row. */
  readonly keyStart: number;
  readonly valueStart: number;
  readonly outputRow: number;
  /** Key j is in the band of the query at position p when -before <= j - p <= after. */
  readonly before: number;
  readonly after: number;
}

const MAX_WIDTH = 128;

function checkHeads({ queryHeads, kvHeads, headWidth, valueWidth, window }: AttentionAttributes): void {
  if (kvHeads < 1 || queryHeads % kvHeads !== 0) {
    throw new Failure(
      `attention: ${kvHeads} key/value heads do not divide ${queryHeads} query heads; use a divisor of ${queryHeads}.`,
    );
  }
  for (const [name, width] of [
    ["head", headWidth],
    ["value", valueWidth],
  ] as const) {
    if (width < 1 || width > MAX_WIDTH) {
      throw new Failure(`attention: the ${name} width ${width} must lie between 1 and ${MAX_WIDTH}; use more heads.`);
    }
  }
  if (window !== null && window < 1) throw new Failure(`attention: the window ${window} must be at least 1.`);
}

function expectShape(name: string, spec: TensorSpec | undefined, want: readonly number[]): void {
  if (spec === undefined || spec.shape.length !== want.length || spec.shape.some((extent, i) => extent !== want[i])) {
    const got = spec === undefined ? "absent" : `[${spec.shape.join(",")}]`;
    throw new Failure(`attention: ${name} must be [${want.join(",")}]; it is ${got}.`);
  }
}

/** Number of forward inputs: q, k, v or the packed rows, and the mask. */
export const inputCount = ({ isPacked, hasKeyMask }: AttentionAttributes): number =>
  (isPacked ? 1 : 3) + (hasKeyMask ? 1 : 0);

/** Checks the forward inputs (further ones are ignored) and says where everything lies. */
export function attentionShape(inputs: readonly TensorSpec[], attributes: AttentionAttributes): AttentionShape {
  checkHeads(attributes);
  const { queryHeads, kvHeads, headWidth, valueWidth, isPacked, hasKeyMask, isCausal, window } = attributes;
  const [q, k] = inputs;
  const [batch, queries] = q.shape;
  const [queryWidth, keyWidth, valueRowWidth] = [queryHeads * headWidth, kvHeads * headWidth, kvHeads * valueWidth];
  const packedRow = queryWidth + keyWidth + valueRowWidth;
  const keys = isPacked ? queries : k.shape[1];
  expectShape(isPacked ? "the packed q, k, v" : "q", q, [batch, queries, isPacked ? packedRow : queryWidth]);
  if (!isPacked) {
    expectShape("k", k, [batch, keys, keyWidth]);
    expectShape("v", inputs[2], [batch, keys, valueRowWidth]);
  }
  if (hasKeyMask) expectShape("the key mask", inputs[inputCount(attributes) - 1], [batch, keys]);
  const unbounded = queries + keys + Math.abs(attributes.queryOffset);
  const reach = window === null ? unbounded : window - 1;
  return {
    batch,
    queries,
    keys,
    queryRow: isPacked ? packedRow : queryWidth,
    keyRow: isPacked ? packedRow : keyWidth,
    valueRow: isPacked ? packedRow : valueRowWidth,
    keyStart: isPacked ? queryWidth : 0,
    valueStart: isPacked ? queryWidth + keyWidth : 0,
    outputRow: queryHeads * valueWidth,
    before: reach,
    after: isCausal ? 0 : reach,
  };
}
