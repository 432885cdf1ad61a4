import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { cumsum } from "../../../kernels-wgsl/cumsum/kernel.ts";
import { gather } from "../../../kernels-wgsl/gather/kernel.ts";
import { indexSelect } from "../../../kernels-wgsl/index_select/kernel.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import { z } from "../../../lib/zod.ts";
import type { CaseGraph } from "../case-graph.ts";
import type { GoldenFamily } from "../family.ts";
import { attribute, flagAttribute, listAttribute, numberAttribute } from "../golden-case.ts";
import { axisOf } from "./softmax.ts";

function axisAttribute(cases: CaseGraph, of: string): number {
  return axisOf(numberAttribute(cases.golden, "axis"), cases.shapeOf(of).length);
}

export const family: GoldenFamily = {
  graphs: {
    reduce(cases) {
      const attributes = {
        kind: attribute(cases.golden, "kind", z.enum(["sum", "mean", "max"])),
        axes: listAttribute(cases.golden, "axes").map((axis) => axisOf(axis, cases.shapeOf("in.x").length)),
        keepdims: flagAttribute(cases.golden, "keepdims"),
      };
      const [y] = cases.graph.apply(reduce, [cases.float("in.x")], attributes);
      cases.result("out.y", y);
    },
    permute(cases) {
      const permutation = listAttribute(cases.golden, "perm");
      cases.result("out.y", cases.graph.apply(permute, [cases.float("in.x")], { permutation })[0]);
    },
    slice(cases) {
      const [start, stop, step] = ["start", "stop", "step"].map((name) => listAttribute(cases.golden, name));
      cases.result("out.y", cases.graph.apply(slice, [cases.float("in.x")], { start, stop, step })[0]);
    },
    concat(cases) {
      const count = numberAttribute(cases.golden, "count");
      const inputs = Array.from({ length: count }, (_, index) => cases.float(`in.x${index}`));
      cases.result("out.y", cases.graph.apply(concat, inputs, { axis: axisAttribute(cases, "in.x0") })[0]);
    },
    gather(cases) {
      const inputs = [cases.float("in.x"), cases.integers("in.index", "u32")];
      cases.result("out.y", cases.graph.apply(gather, inputs, { axis: axisAttribute(cases, "in.x") })[0]);
    },
    index_select(cases) {
      const inputs = [cases.float("in.x"), cases.integers("in.index", "u32")];
      cases.result("out.y", cases.graph.apply(indexSelect, inputs, { axis: axisAttribute(cases, "in.x") })[0]);
    },
    cumsum(cases) {
      const attributes = {
        axis: axisAttribute(cases, "in.x"),
        isExclusive: flagAttribute(cases.golden, "exclusive"),
        isReverse: flagAttribute(cases.golden, "reverse"),
      };
      cases.result("out.y", cases.graph.apply(cumsum, [cases.float("in.x")], attributes)[0]);
    },
  },
};
