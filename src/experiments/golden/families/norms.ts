import { layernorm } from "../../../kernels-wgsl/layernorm/kernel.ts";
import { rmsnorm } from "../../../kernels-wgsl/rmsnorm/kernel.ts";
import type { CaseGraph } from "../case-graph.ts";
import type { GoldenFamily } from "../family.ts";
import { numberAttribute } from "../golden-case.ts";

function rms(cases: CaseGraph, groups: number): void {
  const weight = cases.has("param.weight") ? [cases.float("param.weight")] : [];
  const attributes = { eps: numberAttribute(cases.golden, "eps"), groups };
  const [y] = cases.graph.apply(rmsnorm, [cases.float("in.x"), ...weight], attributes);
  cases.result("out.y", y);
}

export const family: GoldenFamily = {
  graphs: {
    rmsnorm: (cases) => rms(cases, 1),
    group_rmsnorm: (cases) => rms(cases, numberAttribute(cases.golden, "groups")),
    layernorm(cases) {
      const [hasWeight, hasBias] = [cases.has("param.weight"), cases.has("param.bias")];
      const inputs = [
        cases.float("in.x"),
        ...(hasWeight ? [cases.float("param.weight")] : []),
        ...(hasBias ? [cases.float("param.bias")] : []),
      ];
      const [y] = cases.graph.apply(layernorm, inputs, {
        eps: numberAttribute(cases.golden, "eps"),
        hasWeight,
        hasBias,
      });
      cases.result("out.y", y);
    },
  },
};
