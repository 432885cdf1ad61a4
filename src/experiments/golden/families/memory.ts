import { applyMemoryLookup } from "../../../kernels-wgsl/memory_lookup/kernel.ts";
import { z } from "../../../lib/zod.ts";
import type { GoldenFamily } from "../family.ts";
import { attribute, numberAttribute } from "../golden-case.ts";

export const family: GoldenFamily = {
  graphs: {
    memory_lookup(cases) {
      const { graph, golden } = cases;
      attribute(golden, "bit_order", z.literal("msb_first"));
      const bias = cases.has("param.bias") ? [cases.float("param.bias")] : [];
      const { y, codes } = applyMemoryLookup(graph, [cases.float("in.x"), cases.float("param.table"), ...bias], {
        bits: numberAttribute(golden, "bits"),
        score: attribute(golden, "score", z.enum(["softmax", "l1_softmax"])),
        temperature: 1,
      });
      cases.result("out.y", y);
      cases.result("out.code", codes);
    },
  },
};
