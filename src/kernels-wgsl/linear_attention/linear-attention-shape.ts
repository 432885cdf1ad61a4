import { Failure } from "../../lib/failure.ts";
import type { DeviceTraits, TensorSpec } from "../_kernel/operator.ts";

export interface LinearAttentionAttributes {
  readonly heads: number;
  /** Channels of a query or key, 1..128. */
  readonly keyWidth: number;
  /** Channels of a value, 1..128. */
  readonly valueWidth: number;
  readonly isCausal: boolean;
  /** Added to every similarity q . k. */
  readonly bias: number;
  /** Added to every denominator. */
  readonly eps: number;
  /** Queries and keys are +-1, so that their products are sign changes and cost no multiplication. */
  readonly isBinary: boolean;
}

export interface LinearAttentionShape {
  readonly batch: number;
  readonly tokens: number;
}

const MAX_WIDTH = 128;

function expectRows(name: string, spec: TensorSpec, batch: number, tokens: number, width: number): void {
  if (spec.shape.join() === [batch, tokens, width].join()) return;
  throw new Failure(
    `linear_attention: ${name} must be [${batch},${tokens},${width}]; it is [${spec.shape.join(",")}].`,
  );
}

/** Checks q, k, v (further inputs are ignored). */
export function linearAttentionShape(
  [q, k, v]: readonly TensorSpec[],
  { heads, keyWidth, valueWidth }: LinearAttentionAttributes,
): LinearAttentionShape {
  for (const [name, width] of [
    ["key", keyWidth],
    ["value", valueWidth],
  ] as const) {
    if (width >= 1 && width <= MAX_WIDTH) continue;
    throw new Failure(
      `linear_attention: the ${name} width ${width} must lie between 1 and ${MAX_WIDTH}; use ${Math.min(MAX_WIDTH, Math.max(1, width))}.`,
    );
  }
  const [batch, tokens] = q.shape;
  expectRows("q", q, batch, tokens, heads * keyWidth);
  expectRows("k", k, batch, tokens, heads * keyWidth);
  expectRows("v", v, batch, tokens, heads * valueWidth);
  return { batch, tokens };
}

/** Tokens that one thread walks: few on a GPU, which needs many threads; many where a chunk's sums cost memory only. */
const chunkLength = (traits: DeviceTraits): number => (traits.isSoftware ? 64 : 16);

/** How a sequence is cut, and where the running sums of its chunks lie. */
export interface ChunkLayout {
  readonly length: number;
  readonly chunks: number;
  /** Rows of a chunk's sums: every left channel and one of ones. */
  readonly rows: number;
  /** Columns of right channels that a thread takes at once, and the extra column's padding. */
  readonly pack: 1 | 4;
  /** Packs of one row; the last holds the extra column. */
  readonly packs: number;
}

/** Four columns at a time while the sums of a thread fit its registers. */
export const packFor = (inner: number, columns: number): 1 | 4 => (columns % 4 === 0 && inner <= 32 ? 4 : 1);

/** Layout of the sums of left channels times right channels, [batch, heads, chunks, rows, packs * pack]. */
export function chunkLayout(tokens: number, left: number, right: number, traits: DeviceTraits): ChunkLayout {
  const length = chunkLength(traits);
  const pack = packFor(left, right);
  return { length, chunks: Math.ceil(tokens / length), rows: left + 1, pack, packs: right / pack + 1 };
}

/** Floats of one chunk's sums. */
export const chunkFloats = ({ rows, pack, packs }: ChunkLayout): number => rows * pack * packs;
