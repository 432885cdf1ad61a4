import { block } from "../../models/presets/preset.ts";
import { DOCUMENT_FORMAT } from "../../models/document/schema.ts";
import type { ArchitectureDocument, Item } from "../../models/document/types.ts";
import type { GoldenCase } from "./golden-case.ts";
import { numberAttribute, tensorOf } from "./golden-case.ts";

/** A model case as a document of ours, and the names of its weights there. */
export interface GoldenModel {
  readonly document: ArchitectureDocument;
  /** Our full name of a weight of the case. */
  readonly nameOf: (weight: string) => string;
  /** Order in which our weight has the axes of the case's; absent or undefined: the same. */
  readonly orderOf?: (weight: string) => readonly number[] | undefined;
}

/** Own names within a layer; `<l>` is the layer's number. */
export function renamer(names: Readonly<Record<string, string>>): (weight: string) => string {
  return (weight) => {
    const [, layer, own] = /^layers\.(\d+)\.(.+)$/.exec(weight) ?? [undefined, "", weight];
    const name = Object.hasOwn(names, own) ? names[own] : `layers.attn.<l>.${own}`;
    return name.replace("<l>", layer);
  };
}

interface Attention {
  readonly heads: number;
  readonly kvHeads: number;
}

export function attentionBlock(golden: GoldenCase, { heads, kvHeads }: Attention, knobs: object) {
  const headWidth = tensorOf(golden, "param.layers.0.wq").shape[0] / heads;
  return block("attention", { heads, queryHeads: heads, kvHeads, headWidth, ...knobs });
}

function layered(golden: GoldenCase, first: readonly Item[], body: readonly Item[], head: readonly Item[]) {
  const document: ArchitectureDocument = {
    format: DOCUMENT_FORMAT,
    task: { kind: "next-token", knobs: { vocabulary: numberAttribute(golden, "vocab") } },
    trunk: [...first, { kind: "repeat", times: numberAttribute(golden, "n_layers"), body }],
    heads: [{ name: "logits", body: head }],
  };
  return document;
}

const TIED_HEAD = { tie: { weight: "embed.weight" } };

const DECODER_NAMES = {
  tok_emb: "embed.weight",
  norm1: "layers.attn-norm.<l>.gain",
  norm2: "layers.ffn-norm.<l>.gain",
  w_gate: "layers.ffn.<l>.w_gate",
  w_up: "layers.ffn.<l>.w_up",
  w_down: "layers.ffn.<l>.w_down",
  norm_f: "logits.norm.gain",
};

export function gptRope(golden: GoldenCase): GoldenModel {
  const norm = block("norm", { eps: numberAttribute(golden, "eps") });
  const heads = { heads: numberAttribute(golden, "n_heads"), kvHeads: numberAttribute(golden, "n_kv_heads") };
  const mixer = attentionBlock(golden, heads, { ropeBase: numberAttribute(golden, "rope_base") });
  const document = layered(
    golden,
    [block("token-embedding", { width: numberAttribute(golden, "d_model") })],
    [
      { kind: "residual", norm, body: [mixer] },
      { kind: "residual", norm, body: [block("feed-forward", { hidden: numberAttribute(golden, "d_ff") })] },
    ],
    [norm, block("head", {}, TIED_HEAD)],
  );
  return { document, nameOf: renamer(DECODER_NAMES) };
}

export function threePhase(golden: GoldenCase): GoldenModel {
  const phases = numberAttribute(golden, "phases");
  const norm = block("norm", { eps: numberAttribute(golden, "eps"), groups: phases });
  const heads = { heads: numberAttribute(golden, "n_q_heads"), kvHeads: numberAttribute(golden, "n_kv_heads") };
  const mixer = attentionBlock(golden, heads, { ropeBase: numberAttribute(golden, "rope_base") });
  const document = layered(
    golden,
    [block("token-embedding", { width: numberAttribute(golden, "d_model") }), block("horn")],
    [
      { kind: "residual", norm, body: [mixer] },
      block("phase-rotation", { phases }),
      { kind: "residual", norm, body: [block("feed-forward", { hidden: numberAttribute(golden, "d_ff") })] },
    ],
    [norm, block("head")],
  );
  const names = { ...DECODER_NAMES, theta: "layers.rotate.<l>.theta", head: "logits.head.weight" };
  return { document, nameOf: renamer(names) };
}

/** Names in blocks with layer norms and biases. */
export const LAYER_NORM_NAMES = {
  pos_emb: "positions.weight",
  "ln1.w": "layers.attn-norm.<l>.gain",
  "ln1.b": "layers.attn-norm.<l>.bias",
  "ln2.w": "layers.ffn-norm.<l>.gain",
  "ln2.b": "layers.ffn-norm.<l>.bias",
  "fc.w": "layers.ffn.<l>.w_up",
  "fc.b": "layers.ffn.<l>.b_up",
  "proj.w": "layers.ffn.<l>.w_down",
  "proj.b": "layers.ffn.<l>.b_down",
  "ln_f.w": "logits.norm.gain",
  "ln_f.b": "logits.norm.bias",
};

const GPT2_NAMES = { ...LAYER_NORM_NAMES, tok_emb: "embed.weight" };

export function gpt2(golden: GoldenCase): GoldenModel {
  const norm = block("norm", { form: "layer", eps: numberAttribute(golden, "eps"), bias: true });
  const heads = numberAttribute(golden, "n_heads");
  const mixer = attentionBlock(golden, { heads, kvHeads: heads }, { position: "none", bias: true });
  const hidden = numberAttribute(golden, "d_ff");
  const document = layered(
    golden,
    [
      block("token-embedding", { width: numberAttribute(golden, "d_model") }),
      block("position-embedding", { length: tensorOf(golden, "param.pos_emb").shape[0] }),
    ],
    [
      { kind: "residual", norm, body: [mixer] },
      { kind: "residual", norm, body: [block("feed-forward", { hidden, activation: "gelu-tanh", bias: true })] },
    ],
    [norm, block("head", {}, TIED_HEAD)],
  );
  return { document, nameOf: renamer(GPT2_NAMES) };
}

const MAMBA_NAMES = {
  tok_emb: "embed.weight",
  norm: "layers.mamba-norm.<l>.gain",
  in_proj: "layers.mamba.<l>.w_in",
  "conv.w": "layers.mamba.<l>.conv_weight",
  "conv.b": "layers.mamba.<l>.conv_bias",
  x_proj: "layers.mamba.<l>.w_x",
  "dt_proj.w": "layers.mamba.<l>.w_dt",
  "dt_proj.b": "layers.mamba.<l>.b_dt",
  A_log: "layers.mamba.<l>.a_log",
  D: "layers.mamba.<l>.skip",
  out_proj: "layers.mamba.<l>.w_out",
  norm_f: "logits.norm.gain",
};

export function mamba(golden: GoldenCase): GoldenModel {
  const norm = block("norm", { eps: numberAttribute(golden, "eps") });
  const width = numberAttribute(golden, "d_model");
  const mixer = block("mamba", {
    expand: numberAttribute(golden, "d_inner") / width,
    state: numberAttribute(golden, "d_state"),
    convWidth: numberAttribute(golden, "d_conv"),
    stepRank: numberAttribute(golden, "dt_rank"),
  });
  const document = layered(
    golden,
    [block("token-embedding", { width })],
    [{ kind: "residual", norm, body: [mixer] }],
    [norm, block("head", {}, TIED_HEAD)],
  );
  return { document, nameOf: renamer(MAMBA_NAMES) };
}
