import { tensorAttention } from "../../../kernels-wgsl/tensor_attention/kernel.ts";
import type { GoldenFamily } from "../family.ts";
import { flagAttribute, numberAttribute } from "../golden-case.ts";
import { HEADS_BEHIND_TIME, headLayout } from "./attention.ts";

export const family: GoldenFamily = {
  graphs: {
    tensor_attention(cases) {
      const names = ["in.q", "in.k1", "in.k2", "in.v1", "in.v2"];
      const inputs = names.map((name) => cases.float(name, headLayout(cases, name)));
      const [, heads, , headWidth] = cases.shapeOf("in.q");
      const attributes = {
        heads,
        headWidth,
        valueWidth: cases.shapeOf("in.v1")[3],
        isCausal: flagAttribute(cases.golden, "causal"),
        scale: numberAttribute(cases.golden, "scale"),
      };
      cases.result("out.y", cases.graph.apply(tensorAttention, inputs, attributes)[0], HEADS_BEHIND_TIME);
    },
  },
};
