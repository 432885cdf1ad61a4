import { f32 } from "../../../kernels-wgsl/index.ts";
import type { Tensor } from "../../../kernels-wgsl/index.ts";
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
      const { graph, golden } = cases;
      const x = cases.float("in.x");
      const channels = x.shape[x.shape.length - 1];
      const ones = (): Tensor => graph.constant("ones", f32(channels), () => new Float64Array(channels).fill(1));
      const bias = cases.has("param.bias") ? [cases.float("param.bias")] : [];
      const weight = cases.has("param.weight") ? [cases.float("param.weight")] : bias.map(ones);
      const [y] = graph.apply(layernorm, [x, ...weight, ...bias], { eps: numberAttribute(golden, "eps") });
      cases.result("out.y", y);
    },
  },
};
