import type { Tensor } from "../../../kernels-wgsl/index.ts";
import { applyEluAttention, applyHammingAttention } from "../../../kernels-wgsl/linear_attention/kernel.ts";
import type { FeatureAttentionSettings } from "../../../kernels-wgsl/linear_attention/kernel.ts";
import { z } from "../../../lib/zod.ts";
import type { CaseGraph } from "../case-graph.ts";
import type { GoldenFamily } from "../family.ts";
import { attribute, flagAttribute, numberAttribute } from "../golden-case.ts";
import { HEADS_BEHIND_TIME, headLayout } from "./attention.ts";

function inputsOf(cases: CaseGraph): Tensor[] {
  return ["in.q", "in.k", "in.v"].map((name) => cases.float(name, headLayout(cases, name)));
}

function settingsOf(cases: CaseGraph): FeatureAttentionSettings {
  const [, heads, , keyWidth] = cases.shapeOf("in.q");
  const valueWidth = cases.shapeOf("in.v")[3];
  return { heads, keyWidth, valueWidth, isCausal: flagAttribute(cases.golden, "causal") };
}

export const family: GoldenFamily = {
  graphs: {
    linear_attention(cases) {
      attribute(cases.golden, "feature_map", z.literal("elu1"));
      const settings = { ...settingsOf(cases), eps: numberAttribute(cases.golden, "eps") };
      cases.result("out.y", applyEluAttention(cases.graph, inputsOf(cases), settings), HEADS_BEHIND_TIME);
    },
    hamming_attention(cases) {
      cases.result("out.y", applyHammingAttention(cases.graph, inputsOf(cases), settingsOf(cases)), HEADS_BEHIND_TIME);
    },
  },
};
