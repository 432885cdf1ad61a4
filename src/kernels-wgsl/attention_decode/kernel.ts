import { NO_COST, type Counters } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import forward from "./forward.wgsl?raw";
import { attentionDecodeReference, type AttentionDecodeAttributes } from "./reference.ts";

export type { AttentionDecodeAttributes };

const TILE = 64;
/** Value channels of a head: as many registers as this over 64. */
const MAX_VALUE_WIDTH = 2048;

function check(inputs: readonly TensorSpec[], attributes: AttentionDecodeAttributes): void {
  const [q, keys, values, position] = inputs;
  const { queryHeads, keyHeads, valueHeads, headWidth, valueWidth, keyStart, valueStart } = attributes;
  if (queryHeads % keyHeads !== 0 || queryHeads % valueHeads !== 0) {
    throw new Failure(
      `attention_decode: ${keyHeads} key heads and ${valueHeads} value heads must divide the ${queryHeads} query heads.`,
    );
  }
  if (valueWidth > MAX_VALUE_WIDTH) {
    throw new Failure(
      `attention_decode: a value head has ${valueWidth} channels; at most ${MAX_VALUE_WIDTH} can be summed.`,
    );
  }
  const needs = [
    ["q", q, queryHeads * headWidth],
    ["keys", keys, keyStart + keyHeads * headWidth],
    ["values", values, valueStart + valueHeads * valueWidth],
  ] as const;
  for (const [name, { shape }, columns] of needs) {
    if (shape.length !== 3 || shape[0] !== 1 || shape[2] < columns) {
      throw new Failure(
        `attention_decode: ${name} must be [1, rows, ${columns}] or wider; it is [${shape.join(", ")}].`,
      );
    }
  }
  if (q.shape[1] !== 1 || position.dtype !== "u32" || keys.shape[1] < values.shape[1]) {
    throw new Failure(
      `attention_decode reads one query row, a u32 position and no fewer rows of keys than of values; it was given [${q.shape.join(", ")}], ${position.dtype} and ${keys.shape[1]} against ${values.shape[1]} rows.`,
    );
  }
}

/** At a full cache, which is the most that a token costs. */
function fullCacheCost(inputs: readonly TensorSpec[], attributes: AttentionDecodeAttributes): Counters {
  const { queryHeads, keyHeads, valueHeads, headWidth, valueWidth } = attributes;
  const rows = inputs[2].shape[1];
  const tiles = Math.ceil(rows / TILE);
  const perHead = rows * (headWidth + valueWidth + 1) + tiles * (valueWidth + 1);
  return {
    ...NO_COST,
    multiplies: queryHeads * perHead,
    adds: queryHeads * rows * (headWidth + valueWidth + 3),
    specials: queryHeads * (rows + tiles + valueWidth),
    bytesRead: 4 * (queryHeads * headWidth + rows * (keyHeads * headWidth + valueHeads * valueWidth) + 1),
    bytesWritten: 4 * queryHeads * valueWidth,
    bytesTouched: 4 * queryHeads * (rows * (2 * headWidth + valueWidth) + valueWidth + TILE),
    workgroupBytes: 4 * queryHeads * (2 * TILE * tiles + 2 * TILE * rows),
    launches: 1,
  };
}

/**
 * o [1, 1, Hq Dv] of one token: q [1, 1, Hq Dk or wider], keys [1, rows, columns], values [1, R, columns], position u32 [1]. The
 * first min(position + 1, R) rows are seen. Keys and values may be one tensor.
 */
export const attentionDecode: Operator<AttentionDecodeAttributes> = {
  name: "attention_decode",
  infer(inputs, attributes) {
    check(inputs, attributes);
    return [f32(1, 1, attributes.queryHeads * attributes.valueWidth)];
  },
  reference([q, keys, values, position], attributes, [, keySpec, valueSpec]) {
    const count = Math.min(position[0] + 1, valueSpec.shape[1]);
    const cached = (rows: Float64Array, spec: TensorSpec) => ({ values: rows, columns: spec.shape[2] });
    return [attentionDecodeReference(q, cached(keys, keySpec), cached(values, valueSpec), count, attributes)];
  },
  lower({ inputs: [q, keys, values, position], outputs: [o], attributes }) {
    const { queryHeads, keyHeads, valueHeads, headWidth, valueWidth, keyStart, valueStart, scale } = attributes;
    const [, , keyRow] = keys.shape;
    const isPacked = [headWidth, keyRow, keyStart, sizeOf(q.shape)].every((extent) => packOf(extent) === 4);
    const pack = isPacked ? 4 : 1;
    return [
      {
        label: "attention_decode",
        source: expand(forward, withPack(pack, { constants: { PARTS: Math.ceil(valueWidth / TILE) } })),
        params: {
          rows: values.shape[1],
          head_width: headWidth / pack,
          value_width: valueWidth,
          key_group: queryHeads / keyHeads,
          value_group: queryHeads / valueHeads,
          key_row: keyRow / pack,
          key_start: keyStart / pack,
          value_row: values.shape[2],
          value_start: valueStart,
          scale,
        },
        bindings: [read(q), read(keys), read(values), read(position), write(o)],
        workgroups: [queryHeads, 1, 1],
        counters: fullCacheCost([q, keys, values], attributes),
      },
    ];
  },
};
