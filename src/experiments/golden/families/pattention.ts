import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { applyPattention } from "../../../kernels-wgsl/pattention/kernel.ts";
import { z } from "../../../lib/zod.ts";
import type { GoldenFamily } from "../family.ts";
import { attribute, numberAttribute } from "../golden-case.ts";

export const family: GoldenFamily = {
  graphs: {
    pattention(cases) {
      const { graph, golden } = cases;
      attribute(golden, "gelu", z.literal("erf"));
      const scale = numberAttribute(golden, "scale");
      const x = cases.float("in.x");
      const key = cases.float("param.key");
      const y = applyPattention(
        graph,
        [scale === 1 ? x : map(graph, "scale", [x], scale), key, cases.float("param.value")],
        {
          norm: attribute(golden, "norm", z.enum(["l2_norm_gelu", "gelu_l2_norm", "softmax"])),
          tau: Math.sqrt(key.shape[0]),
        },
      );
      cases.result("out.y", y);
    },
  },
};
