import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { conv1dCausal } from "../../../kernels-wgsl/conv1d_dw_causal/kernel.ts";
import type { Tensor } from "../../../kernels-wgsl/index.ts";
import { applySelectiveScan } from "../../../kernels-wgsl/selective_scan/apply.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import { applySsdScan } from "../../../kernels-wgsl/ssd_scan/apply.ts";
import { z } from "../../../lib/zod.ts";
import type { CaseGraph } from "../case-graph.ts";
import type { GoldenFamily } from "../family.ts";
import { attribute, flagAttribute, numberAttribute } from "../golden-case.ts";

const FORWARD = { isReversed: false, gridRows: 1 };

/** [B, D, L] of the cases is [B, T, C] in the engine. */
const CHANNELS_BEHIND_TIME = [0, 2, 1];

const optional = (cases: CaseGraph, name: string): Tensor | null => (cases.has(name) ? cases.float(name) : null);

/** The state behind the last step, [B, E, N]. */
function lastState(cases: CaseGraph, states: Tensor): Tensor {
  const [batch, count, channels, cells] = states.shape;
  const [last] = cases.graph.apply(slice, [states], {
    start: [0, count - 1, 0, 0],
    stop: [batch, count, channels, cells],
    step: [1, 1, 1, 1],
  });
  return last;
}

export const family: GoldenFamily = {
  graphs: {
    conv1d_dw_causal(cases) {
      const { golden, graph } = cases;
      const inputs = [cases.float("in.x"), cases.float("param.weight"), optional(cases, "param.bias")];
      const activation = attribute(golden, "activation", z.literal("silu").nullable()) ?? "identity";
      const given = inputs.filter((input) => input !== null);
      cases.result("out.y", graph.apply(conv1dCausal, given, { activation, order: FORWARD })[0]);
    },
    selective_scan(cases) {
      const { golden, graph } = cases;
      const ordered = (name: string): Tensor => cases.float(name, { order: CHANNELS_BEHIND_TIME });
      const [bc] = graph.apply(concat, [ordered("in.B"), ordered("in.C")], { axis: 2 });
      const { y, states } = applySelectiveScan(graph, {
        u: ordered("in.u"),
        delta: ordered("in.delta"),
        bc,
        rates: cases.float("param.A"),
        deltaBias: optional(cases, "param.delta_bias"),
        isSoftplus: flagAttribute(golden, "delta_softplus"),
        skip: optional(cases, "param.D"),
        gate: cases.has("in.z") ? ordered("in.z") : null,
        order: FORWARD,
      });
      cases.result("out.y", y, CHANNELS_BEHIND_TIME);
      cases.result("out.last_state", lastState(cases, states));
    },
    ssd_scan(cases) {
      const { golden, graph } = cases;
      const [batch, length, heads, width] = cases.shapeOf("in.x");
      const groups = numberAttribute(golden, "groups");
      const cells = cases.shapeOf("in.B")[3];
      const flat = (name: string, columns: number): Tensor => cases.float(name, { shape: [batch, length, columns] });
      const [bc] = graph.apply(concat, [flat("in.B", groups * cells), flat("in.C", groups * cells)], { axis: 2 });
      const { y, states } = applySsdScan(graph, {
        x: flat("in.x", heads * width),
        delta: cases.float("in.dt"),
        bc,
        rates: cases.float("param.A"),
        deltaBias: optional(cases, "param.dt_bias"),
        isSoftplus: flagAttribute(golden, "dt_softplus"),
        skip: optional(cases, "param.D"),
        groups,
        order: FORWARD,
      });
      cases.result("out.y", y);
      cases.result("out.last_state", lastState(cases, states));
    },
  },
};
