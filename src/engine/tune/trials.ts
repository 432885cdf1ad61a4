import { f32, type DeviceTraits } from "../../kernels-wgsl/index.ts";
import { attention, attentionBackward, type AttentionAttributes } from "../../kernels-wgsl/attention/kernel.ts";
import { ATTENTION_CANDIDATES, attentionClass, type AttentionPass } from "../../kernels-wgsl/attention/variant.ts";
import { MATMUL_CANDIDATES, matmulClass } from "../../kernels-wgsl/matmul/candidates.ts";
import { gemmShape, type MatmulAttributes } from "../../kernels-wgsl/matmul/gemm-shape.ts";
import { matmul } from "../../kernels-wgsl/matmul/kernel.ts";
import type { Trial } from "./trial.ts";

export interface ProductExtents {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

const LAYOUTS = [
  { transposeA: false, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: false },
] as const;

/** Names of the candidates that make a variant in a situation. */
const allowed = <S>(candidates: Readonly<Record<string, (situation: S) => unknown>>, situation: S): string[] =>
  Object.keys(candidates).filter((name) => candidates[name](situation) !== null);

/** A product of given extents in each layout that training has. */
export function productTrials(extents: ProductExtents, traits: DeviceTraits): Trial<MatmulAttributes>[] {
  const { m, n, k } = extents;
  return LAYOUTS.map((layout) => {
    const inputs = [layout.transposeA ? f32(k, m) : f32(m, k), layout.transposeB ? f32(n, k) : f32(k, n)];
    const vectorForm = layout.transposeA ? "tn" : layout.transposeB ? "nt" : "nn";
    return {
      shapeClass: matmulClass(gemmShape(inputs[0].shape, inputs[1].shape, layout), layout),
      extents,
      operator: matmul,
      inputs,
      attributes: layout,
      candidates: allowed(MATMUL_CANDIDATES, { vectorForm, traits }),
      naive: "strided",
    };
  });
}

export interface AttentionExtents {
  readonly batch: number;
  readonly heads: number;
  readonly positions: number;
  readonly headWidth: number;
}

const PASS_LABELS: Readonly<Record<AttentionPass, string>> = {
  forward: "attention_forward",
  rows: "attention_backward_rows",
  columns: "attention_backward_columns",
};

/** Causal attention from packed queries, keys and values: forward, and the two passes of its gradient. */
export function attentionTrials(extents: AttentionExtents, traits: DeviceTraits): Trial<AttentionAttributes>[] {
  const { batch, heads, positions, headWidth } = extents;
  const attributes: AttentionAttributes = {
    queryHeads: heads,
    kvHeads: heads,
    headWidth,
    valueWidth: headWidth,
    isCausal: true,
    window: null,
    scale: 1 / Math.sqrt(headWidth),
    queryOffset: 0,
    isPacked: true,
    hasKeyMask: false,
  };
  const packed = f32(batch, positions, 3 * heads * headWidth);
  const [o, lse] = attention.infer([packed], attributes);
  return (["forward", "rows", "columns"] as const).map((pass) => ({
    shapeClass: attentionClass(pass),
    extents: { m: positions, n: positions, k: headWidth },
    operator: pass === "forward" ? attention : attentionBackward,
    inputs: pass === "forward" ? [packed] : [packed, o, lse, o],
    attributes,
    candidates: allowed(ATTENTION_CANDIDATES, { pass, attributes, traits }),
    naive: "registers 1",
    timedLabel: PASS_LABELS[pass],
  }));
}
