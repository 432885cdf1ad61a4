import { givensRotation } from "../../../kernels-wgsl/givens_rotation/kernel.ts";
import { horn } from "../../../kernels-wgsl/horn/kernel.ts";
import type { GoldenFamily } from "../family.ts";
import { numberAttribute } from "../golden-case.ts";

export const family: GoldenFamily = {
  graphs: {
    givens_rotation(cases) {
      const inputs = [cases.float("in.x"), cases.float("param.theta")];
      const attributes = { phases: numberAttribute(cases.golden, "phases"), hasOffset: true };
      cases.result("out.y", cases.graph.apply(givensRotation, inputs, attributes)[0]);
    },
    horn_dc(cases) {
      const offset = numberAttribute(cases.golden, "offset");
      cases.result("out.y", cases.graph.apply(horn, [cases.float("in.x")], { offset })[0]);
    },
  },
};
