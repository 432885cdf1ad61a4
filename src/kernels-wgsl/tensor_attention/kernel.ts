import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Application,
  type DeviceTraits,
  type Launch,
  type Operator,
  type Tensor,
} from "../_kernel/operator.ts";
import { expandPackedRowKernel } from "../_kernel/packed-row.ts";
import { rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import rowsSource from "./backward-rows.wgsl?raw";
import statisticsSource from "./backward-statistics.wgsl?raw";
import tokensSource from "./backward-tokens.wgsl?raw";
import { blockOf, passCost, type TensorAttentionPass } from "./cost.ts";
import forwardSource from "./forward.wgsl?raw";
import { TENSORS } from "./loaders.ts";
import { tensorAttentionBackwardReference, tensorAttentionReference } from "./reference.ts";
import { tensorAttentionShape, type TensorAttentionAttributes } from "./tensor-attention-shape.ts";

export type { TensorAttentionAttributes } from "./tensor-attention-shape.ts";

const SOURCES = { forward: forwardSource, rows: rowsSource, tokens: tokensSource } as const;
const LABELS = {
  forward: "tensor_attention_forward",
  rows: "tensor_attention_backward_rows",
  tokens: "tensor_attention_backward_tokens",
} as const;

function widthConstants({ headWidth, valueWidth }: TensorAttentionAttributes): Record<string, number | boolean> {
  const isVector = headWidth % 4 === 0 && valueWidth % 4 === 0;
  const element = isVector ? 4 : 1;
  return {
    VECTOR: isVector,
    HEAD_WIDTH: headWidth,
    VALUE_WIDTH: valueWidth,
    HEAD_STRIDE: headWidth / element,
    VALUE_STRIDE: valueWidth / element,
    E: Math.ceil(headWidth / 4),
    EV: Math.ceil(valueWidth / 4),
  };
}

const bytesOf = (tensors: readonly Tensor[]): number =>
  [...new Map(tensors.map((tensor) => [tensor.id, tensor])).values()].reduce(
    (sum, tensor) => sum + 4 * sizeOf(tensor.shape),
    0,
  );

function launchPass(
  pass: TensorAttentionPass,
  { inputs, attributes }: Pick<Application<TensorAttentionAttributes>, "inputs" | "attributes">,
  outputs: readonly Tensor[],
  traits: DeviceTraits,
): Launch {
  const shape = tensorAttentionShape(inputs, attributes);
  const { heads, headWidth, valueWidth, isCausal, scale } = attributes;
  const rows = shape.batch * shape.tokens * heads;
  const { loadedBytes, ...work } = passCost(pass, shape, attributes, traits);
  const [bytesRead, bytesWritten] = [bytesOf(inputs), bytesOf(outputs)];
  return {
    label: LABELS[pass],
    source: expandPackedRowKernel(SOURCES[pass], 1, traits, {
      constants: {
        ...widthConstants(attributes),
        CAUSAL: isCausal,
        J: blockOf(pass, Math.max(headWidth, valueWidth), traits),
      },
      snippets: { TENSORS },
    }),
    params: { rows, heads, tokens: shape.tokens, scale },
    bindings: [...inputs.map(read), ...outputs.map(write)],
    workgroups: foldWorkgroups(rows, rowsPerWorkgroup(traits)),
    counters: {
      ...NO_COST,
      ...work,
      bytesRead,
      bytesWritten,
      bytesTouched: bytesRead + loadedBytes + bytesWritten,
      launches: 1,
    },
  };
}

/**
 * Attention over pairs of tokens: inputs q, k1, k2 [B,T,H*D], v1, v2 [B,T,H*E]; outputs y [B,T,H*E] and lse [B,T,H], which
 * carries no gradient. Time grows with the cube of the tokens, memory with the tokens.
 */
export const tensorAttention: Operator<TensorAttentionAttributes> = {
  name: "tensor_attention",
  infer(inputs, attributes) {
    const { batch, tokens } = tensorAttentionShape(inputs, attributes);
    return [f32(...inputs[3].shape), f32(batch, tokens, attributes.heads)];
  },
  reference: (inputs, attributes, specs) =>
    tensorAttentionReference(inputs, tensorAttentionShape(specs, attributes), attributes),
  gradient(tape, { inputs, outputs, attributes }, [dy], wants) {
    if (dy === null || !wants.includes(true)) return inputs.map(() => null);
    return tape.apply(tensorAttentionBackward, [...inputs, ...outputs, dy], attributes);
  },
  lower: ({ inputs, outputs, attributes }, _scratch, traits) => [
    launchPass("forward", { inputs, attributes }, outputs, traits),
  ],
};

function launchStatistics(
  [y, lse, dy]: readonly Tensor[],
  incoming: Tensor,
  attributes: TensorAttentionAttributes,
): Launch {
  const rows = sizeOf(lse.shape);
  const bytesRead = bytesOf([y, lse, dy]);
  const bytesWritten = bytesOf([incoming]);
  return {
    label: "tensor_attention_statistics",
    source: expand(statisticsSource, { constants: widthConstants(attributes) }),
    params: { rows },
    bindings: [read(dy), read(y), read(lse), write(incoming)],
    workgroups: foldWorkgroups(rows, 64),
    counters: {
      ...NO_COST,
      multiplies: rows * attributes.valueWidth,
      adds: rows * attributes.valueWidth,
      bytesRead,
      bytesWritten,
      bytesTouched: bytesRead + bytesWritten,
      launches: 1,
    },
  };
}

/** Inputs q, k1, k2, v1, v2, y, lse, dy; outputs dq, dk1, dk2, dv1, dv2. */
export const tensorAttentionBackward: Operator<TensorAttentionAttributes> = {
  name: "tensor_attention_backward",
  infer(inputs, attributes) {
    tensorAttentionShape(inputs, attributes);
    return inputs.slice(0, 5).map(({ shape }) => f32(...shape));
  },
  reference: (inputs, attributes, specs) =>
    tensorAttentionBackwardReference(inputs, tensorAttentionShape(specs, attributes), attributes),
  scratch: (inputs, { valueWidth }) => [f32(...inputs[6].shape, 4 * (Math.ceil(valueWidth / 4) + 1))],
  lower({ inputs, outputs, attributes }, [incoming], traits) {
    const [q, k1, k2, v1, v2, y, lse, dy] = inputs;
    const [dq, dk1, dk2, dv1, dv2] = outputs;
    const straight = { inputs: [q, k1, k2, v1, v2, incoming], attributes };
    const exchanged = { inputs: [q, k2, k1, v2, v1, incoming], attributes };
    return [
      launchStatistics([y, lse, dy], incoming, attributes),
      launchPass("rows", straight, [dq], traits),
      launchPass("tokens", straight, [dk1, dv1], traits),
      launchPass("tokens", exchanged, [dk2, dv2], traits),
    ];
  },
};
