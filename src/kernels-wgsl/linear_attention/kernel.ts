import {
  f32,
  type Application,
  type DeviceTraits,
  type Launch,
  type Operator,
  type Tape,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { map } from "../elementwise/kernel.ts";
import { chunkPrefixLaunch, chunkSumsLaunch, rowsLaunch, statisticsLaunch, type Walk } from "./launches.ts";
import {
  chunkFloats,
  chunkLayout,
  linearAttentionShape,
  type ChunkLayout,
  type LinearAttentionAttributes,
} from "./linear-attention-shape.ts";
import { linearAttentionBackwardReference, linearAttentionReference } from "./reference.ts";

export type { LinearAttentionAttributes } from "./linear-attention-shape.ts";

function walkOf(inputs: readonly TensorSpec[], attributes: LinearAttentionAttributes): Walk {
  const { heads, isCausal, isBinary } = attributes;
  return { ...linearAttentionShape(inputs, attributes), heads, isCausal, isBinary, isReversed: false };
}

const sumsSpec = ({ batch, heads }: Walk, layout: ChunkLayout): TensorSpec =>
  f32(batch * heads, layout.chunks, chunkFloats(layout));

/**
 * y_i = sum_j w_ij v_j / (sum_j w_ij + eps), w_ij = q_i . k_j + bias, over all j or j <= i, in time linear in the tokens.
 * Inputs q, k [B,T,H*D], v [B,T,H*E]; outputs y [B,T,H*E] and the denominators z [B,T,H], which carry no gradient.
 */
export const linearAttention: Operator<LinearAttentionAttributes> = {
  name: "linear_attention",
  infer(inputs, attributes) {
    const { batch, tokens } = linearAttentionShape(inputs, attributes);
    return [f32(batch, tokens, attributes.heads * attributes.valueWidth), f32(batch, tokens, attributes.heads)];
  },
  reference: (inputs, attributes, specs) =>
    linearAttentionReference(inputs, linearAttentionShape(specs, attributes), attributes),
  gradient(tape, { inputs, outputs, attributes }, [dy], wants) {
    if (dy === null || !wants.includes(true)) return [null, null, null];
    return tape.apply(linearAttentionBackward, [...inputs, ...outputs, dy], attributes);
  },
  scratch(inputs, attributes, traits) {
    const walk = walkOf(inputs, attributes);
    const spec = sumsSpec(walk, chunkLayout(walk.tokens, attributes.keyWidth, attributes.valueWidth, traits));
    return [spec, spec];
  },
  lower: lowerForward,
};

function lowerForward(
  { inputs, outputs, attributes }: Application<LinearAttentionAttributes>,
  [sums, carried]: readonly Tensor[],
  traits: DeviceTraits,
): readonly Launch[] {
  const [q, k, v] = inputs;
  const [y, z] = outputs;
  const { keyWidth, valueWidth, bias, eps } = attributes;
  const walk = walkOf(inputs, attributes);
  const layout = chunkLayout(walk.tokens, keyWidth, valueWidth, traits);
  return [
    chunkSumsLaunch({ walk, layout, left: k, right: v, sums }),
    chunkPrefixLaunch(walk, layout, sums, carried),
    rowsLaunch({
      walk,
      layout,
      carried,
      inner: "left",
      innerWidth: keyWidth,
      columns: valueWidth,
      a: q,
      b: k,
      c: v,
      edge: { bias },
      out: y,
      normaliser: { z, eps },
    }),
  ];
}

/** Inputs q, k, v, y, z, dy; outputs dq, dk, dv. */
export const linearAttentionBackward: Operator<LinearAttentionAttributes> = {
  name: "linear_attention_backward",
  infer(inputs, attributes) {
    linearAttentionShape(inputs, attributes);
    return inputs.slice(0, 3).map(({ shape }) => f32(...shape));
  },
  reference: (inputs, attributes, specs) =>
    linearAttentionBackwardReference(inputs, linearAttentionShape(specs, attributes), attributes),
  scratch(inputs, attributes, traits) {
    const walk = walkOf(inputs, attributes);
    const { keyWidth, valueWidth } = attributes;
    const spec = sumsSpec(walk, chunkLayout(walk.tokens, keyWidth, valueWidth, traits));
    return [f32(...inputs[2].shape), f32(...inputs[4].shape), spec, spec];
  },
  lower: lowerBackward,
};

function lowerBackward(
  { inputs, outputs, attributes }: Application<LinearAttentionAttributes>,
  [n, edge, sums, carried]: readonly Tensor[],
  traits: DeviceTraits,
): readonly Launch[] {
  const [q, k, v, y, z, dy] = inputs;
  const [dq, dk, dv] = outputs;
  const { keyWidth, valueWidth, bias } = attributes;
  const coded = walkOf(inputs, attributes);
  const layout = chunkLayout(coded.tokens, keyWidth, valueWidth, traits);
  const plain = { ...coded, isBinary: false };
  const reversed = { ...coded, isReversed: true };
  const byValues = { inner: "right", innerWidth: valueWidth, columns: keyWidth } as const;
  const byKeys = { inner: "left", innerWidth: keyWidth, columns: valueWidth } as const;
  return [
    statisticsLaunch([dy, y, z], [n, edge], valueWidth),
    chunkSumsLaunch({ walk: coded, layout, left: k, right: v, sums }),
    chunkPrefixLaunch(coded, layout, sums, carried),
    rowsLaunch({
      ...byValues,
      walk: plain,
      layout,
      carried,
      a: n,
      b: v,
      c: k,
      edge: { extra: edge, isIn: "a" },
      out: dq,
    }),
    chunkSumsLaunch({ walk: coded, layout, left: q, right: n, extra: edge, sums }),
    chunkPrefixLaunch(reversed, layout, sums, carried),
    rowsLaunch({
      ...byValues,
      walk: { ...reversed, isBinary: false },
      layout,
      carried,
      a: v,
      b: n,
      c: q,
      edge: { extra: edge, isIn: "b" },
      out: dk,
    }),
    rowsLaunch({ ...byKeys, walk: reversed, layout, carried, a: k, b: q, c: n, edge: { bias }, out: dv }),
  ];
}

/** What a feature map leaves open. */
export type FeatureAttentionSettings = Pick<
  LinearAttentionAttributes,
  "heads" | "keyWidth" | "valueWidth" | "isCausal"
>;

/** Linear attention over the features elu(x) + 1 of queries and keys. */
export function applyEluAttention(
  tape: Tape,
  [q, k, v]: readonly Tensor[],
  settings: FeatureAttentionSettings & Pick<LinearAttentionAttributes, "eps">,
): Tensor {
  const features = [q, k].map((x) => map(tape, "elu_plus_one", [x]));
  return tape.apply(linearAttention, [...features, v], { ...settings, bias: 0, isBinary: false })[0];
}

/**
 * Attention by Hamming distance: codes sign(q), sign(k) of b bits weigh each other by 2 b + 1 - 2 distance, always >= 1.
 * The gradient passes straight through the sign where |x| < 1. Equal tensors for q and k are coded once.
 */
export function applyHammingAttention(
  tape: Tape,
  [q, k, v]: readonly Tensor[],
  settings: FeatureAttentionSettings,
): Tensor {
  const query = map(tape, "sign_code", [q]);
  const key = k === q ? query : map(tape, "sign_code", [k]);
  const attributes = { ...settings, bias: settings.keyWidth + 1, eps: 0, isBinary: true };
  return tape.apply(linearAttention, [query, key, v], attributes)[0];
}
