import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { CaseGraph } from "../case-graph.ts";
import type { GoldenFamily } from "../family.ts";

const unary =
  (row: Parameters<typeof map>[1]) =>
  (cases: CaseGraph): void => {
    cases.result("out.y", map(cases.graph, row, [cases.float("in.x")]));
  };

export const family: GoldenFamily = {
  graphs: {
    gelu_tanh: unary("gelu_tanh"),
    gelu_erf: unary("gelu_erf"),
    silu: unary("silu"),
    relu2: unary("relu2"),
    swiglu(cases) {
      cases.result("out.y", map(cases.graph, "swiglu", [cases.float("in.gate"), cases.float("in.up")]));
    },
  },
};
