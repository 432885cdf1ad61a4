import { cffn } from "../../../kernels-wgsl/cffn/kernel.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { continuedFraction } from "../../../kernels-wgsl/continued_fraction/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { GoldenFamily } from "../family.ts";
import { numberAttribute } from "../golden-case.ts";
import { linear } from "./dense.ts";

/** The cases know no limit of the denominators; this one is beyond what they hold. */
const NO_LIMIT = 1e30;

export const family: GoldenFamily = {
  graphs: {
    continued_fraction(cases) {
      const guard = {
        eps: numberAttribute(cases.golden, "eps"),
        limit: NO_LIMIT,
        gradient: "closed-form",
      } as const;
      cases.result("out.y", cases.graph.apply(continuedFraction, [cases.float("in.a")], guard)[0]);
    },
    cffn(cases) {
      const { graph, golden } = cases;
      const [count, channels, depth] = cases.shapeOf("param.W");
      const w = cases.float("param.W", { order: [0, 2, 1], shape: [count * depth, channels] });
      const v = cases.float("param.V", { order: [1, 0] });
      const x = cases.float("in.x");
      const gate = map(graph, "sigmoid", [linear(graph, x, cases.float("param.G"))]);
      const [fractions] = graph.apply(
        cffn,
        [map(graph, "multiply", [gate, x]), graph.apply(concat, [w, v], { axis: 0 })[0]],
        { depth, offset: 0, eps: numberAttribute(golden, "eps"), limit: NO_LIMIT, gradient: "closed-form" },
      );
      cases.result("out.y", map(graph, "add", [linear(graph, x, cases.float("param.U")), fractions]));
    },
  },
};
