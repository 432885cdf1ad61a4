import { DOCUMENT_FORMAT } from "../../models/document/schema.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { block } from "../../models/presets/preset.ts";
import { numberAttribute, tensorOf } from "./golden-case.ts";
import type { GoldenCase } from "./golden-case.ts";
import { attentionBlock, LAYER_NORM_NAMES, renamer } from "./model-document.ts";
import type { GoldenModel } from "./model-document.ts";

const VIT_NAMES = {
  ...LAYER_NORM_NAMES,
  "patch.w": "patches.weight",
  "patch.b": "patches.bias",
  cls: "class.vector",
  "head.w": "logits.head.weight",
  "head.b": "logits.head.bias",
};

/** Patches are rows of taps, channels last: [D, C, P, P] of the case is [D, P, P, C] here. */
const ORDERS: Readonly<Record<string, readonly number[]>> = { "patch.w": [0, 2, 3, 1] };

export function vit(golden: GoldenCase): GoldenModel {
  const norm = block("norm", { form: "layer", eps: numberAttribute(golden, "eps"), bias: true });
  const [side, heads] = [numberAttribute(golden, "image"), numberAttribute(golden, "n_heads")];
  const [, , channels] = tensorOf(golden, "in.images").shape;
  const mixer = attentionBlock(golden, { heads, kvHeads: heads }, { position: "none", bias: true, causal: false });
  const hidden = numberAttribute(golden, "d_ff");
  const document: ArchitectureDocument = {
    format: DOCUMENT_FORMAT,
    task: {
      kind: "classify-image",
      knobs: { height: side, width: side, channels, classes: numberAttribute(golden, "classes") },
    },
    trunk: [
      block("patch-embedding", { patch: numberAttribute(golden, "patch"), width: numberAttribute(golden, "d_model") }),
      block("class-token"),
      block("position-embedding", { length: tensorOf(golden, "param.pos_emb").shape[0] }),
      {
        kind: "repeat",
        times: numberAttribute(golden, "n_layers"),
        body: [
          { kind: "residual", norm, body: [mixer] },
          { kind: "residual", norm, body: [block("feed-forward", { hidden, activation: "gelu-erf", bias: true })] },
        ],
      },
    ],
    heads: [
      { name: "logits", body: [block("pool-positions", { form: "first" }), norm, block("head", { bias: true })] },
    ],
  };
  return { document, nameOf: renamer(VIT_NAMES), orderOf: (weight) => ORDERS[weight] };
}
