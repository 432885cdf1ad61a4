import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import type { Tensor } from "../../../kernels-wgsl/index.ts";
import { lif } from "../../../kernels-wgsl/lif/kernel.ts";
import { applyMemory } from "../../../kernels-wgsl/lmu/kernel.ts";
import { legendreMemory } from "../../../kernels-wgsl/lmu/matrices.ts";
import { z } from "../../../lib/zod.ts";
import type { Values } from "../axes.ts";
import type { CaseGraph } from "../case-graph.ts";
import type { GoldenFamily } from "../family.ts";
import { attribute, flagAttribute, numberAttribute, tensorOf } from "../golden-case.ts";
import { linear } from "./dense.ts";

function activated(cases: CaseGraph, x: Tensor): Tensor {
  const activation = attribute(cases.golden, "activation", z.enum(["relu", "tanh", "identity"]));
  return activation === "identity" ? x : map(cases.graph, activation, [x]);
}

export const family: GoldenFamily = {
  graphs: {
    lif(cases) {
      const { golden, graph } = cases;
      const [steps, ...others] = cases.shapeOf("in.x");
      const x = cases.float("in.x", { shape: [1, steps, sizeOf(others)] });
      const [s, v] = graph.apply(lif, [x], {
        tau: numberAttribute(golden, "tau"),
        threshold: numberAttribute(golden, "v_threshold"),
        reset: attribute(golden, "v_reset", z.number().nullable()),
        decaysInput: flagAttribute(golden, "decay_input"),
        surrogate: attribute(golden, "surrogate", z.enum(["sigmoid", "atan"])),
        alpha: numberAttribute(golden, "alpha"),
        detachesReset: flagAttribute(golden, "detach_reset"),
      });
      cases.result("out.s", s);
      cases.result("out.v", v);
    },
    lmu(cases) {
      const { golden, graph } = cases;
      const x = cases.float("in.x");
      const input = linear(graph, x, cases.float("param.w_u"), cases.float("param.b_u"));
      const u = graph.reshape(activated(cases, input), x.shape.slice(0, 2));
      const system = { a: tensorOf(golden, "in.A").values, b: tensorOf(golden, "in.B").values };
      const m = applyMemory(graph, u, system.b.length, () => system, "the case");
      const [both] = graph.apply(concat, [m, x], { axis: 2 });
      const y = activated(cases, linear(graph, both, cases.float("param.w_h"), cases.float("param.b_h")));
      cases.result("out.y", y);
      cases.result("out.m", m);
    },
  },
  trajectories: {
    lmu_matrices(golden) {
      attribute(golden, "method", z.literal("zoh"));
      attribute(golden, "dt", z.literal(1));
      const memory = numberAttribute(golden, "memory");
      const { a, b } = legendreMemory(memory, numberAttribute(golden, "theta"));
      const results = new Map<string, Values>();
      results.set("out.A", { shape: [memory, memory], values: a });
      results.set("out.B", { shape: [memory], values: b });
      return Promise.resolve(results);
    },
  },
};
