import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { broadcastTo } from "../../../kernels-wgsl/broadcast_to/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { applySelectiveScan } from "../../../kernels-wgsl/selective_scan/apply.ts";
import { split } from "../../../kernels-wgsl/split/kernel.ts";
import type { BuildContext } from "../../build/block-build.ts";
import { linear } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";
import type { InnerShape } from "./inner-shape.ts";
import { merged } from "./merge.ts";
import type { MixerForm } from "./mixer-form.ts";
import { matrix, STEP_LIMITS, stepBias, uniformPart, vector } from "./parameters.ts";
import { routesOf, type Route } from "./routes.ts";
import { shortFilter } from "./short-filter.ts";

type Context = BuildContext<KnobsOf<"mamba">>;

/** Mamba's mixer, selective or (LTI) with constant steps, B and C: x [B,T,D] to [B,T,D]. */
export function selectiveMixer(context: Context, form: MixerForm, x: GraphTensor, shape: InnerShape): GraphTensor {
  const { graph, knobs } = context;
  const width = x.shape[2];
  const { inner } = shape;
  const packed = linear(graph, x, matrix(context, uniformPart("w_in", [2 * inner, width], width)), null);
  const [channels, gate] = graph.apply(split, [packed], { widths: [inner, inner] });
  const filtered = shortFilter(context, form, channels, shape.gridRows);
  const results = routesOf(knobs, shape.gridRows).map((route) => scanned(context, form, filtered(route), shape, route));
  const gated = map(graph, "swiglu", [gate, merged(context, results)]) as GraphTensor;
  const out = uniformPart("w_out", [width, inner], inner, 1 / Math.sqrt(Math.max(1, context.residualCount)));
  return linear(graph, gated, matrix(context, out), null);
}

/** The scan of one path with its own steps, B, C, rates and skip. */
function scanned(context: Context, form: MixerForm, u: GraphTensor, shape: InnerShape, route: Route): GraphTensor {
  const { graph, knobs } = context;
  const { inner } = shape;
  const { delta, bc } = knobs.ssm === "lti" ? constant(context, u, route) : selected(context, u, shape, route);
  const named = (name: string): string => `${name}${route.suffix}`;
  const logarithms = vector(context, named("a_log"), [inner, knobs.state], {
    kind: "values",
    valueAt: (index) => Math.log((index % knobs.state) + 1),
  });
  const { y } = applySelectiveScan(graph, {
    u,
    delta,
    bc,
    rates: map(graph, "negate", [map(graph, "exp", [logarithms])]),
    deltaBias: vector(context, named("b_dt"), [inner], stepBias(knobs.dtMin, knobs.dtMax)),
    isSoftplus: true,
    limits: knobs.clampDt ? STEP_LIMITS : null,
    skip: vector(context, named("skip"), [inner], { kind: "constant", value: 1 }),
    gate: null,
    order: route.order,
    ...form,
  });
  return y as GraphTensor;
}

/** Steps, B and C from the tokens themselves. */
function selected(context: Context, u: GraphTensor, { inner, stepRank }: InnerShape, { suffix }: Route) {
  const { graph, knobs } = context;
  const columns = stepRank + 2 * knobs.state;
  const wx = matrix(context, uniformPart(`w_x${suffix}`, [columns, inner], inner));
  const [ranks, bc] = graph.apply(split, [linear(graph, u, wx, null)], { widths: [stepRank, 2 * knobs.state] });
  const wdt = matrix(context, uniformPart(`w_dt${suffix}`, [inner, stepRank], stepRank));
  return { delta: linear(graph, ranks, wdt, null), bc };
}

/** The same B and C at every position, and steps that are the bias alone. */
function constant(context: Context, u: GraphTensor, { suffix }: Route) {
  const { graph, knobs } = context;
  const [batch, length] = u.shape;
  const { state } = knobs;
  const initialiser = { kind: "normal", standardDeviation: 1 / Math.sqrt(state) } as const;
  const pair = context.parameter({
    parts: [
      { name: `b${suffix}`, shape: [state], initialiser },
      { name: `c${suffix}`, shape: [state], initialiser },
    ],
    role: "vector",
  });
  const [bc] = graph.apply(broadcastTo, [pair], { shape: [batch, length, 2 * state] });
  const zeros = graph.constant(
    `no delta [${u.shape.join(", ")}]`,
    u,
    () => new Float64Array(u.shape[0] * u.shape[1] * u.shape[2]),
  );
  return { delta: zeros, bc };
}
