import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { rmsnorm } from "../../../kernels-wgsl/rmsnorm/kernel.ts";
import { split } from "../../../kernels-wgsl/split/kernel.ts";
import { applySsdScan } from "../../../kernels-wgsl/ssd_scan/apply.ts";
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

/** Of the norm behind the gate, as released. */
const NORM_EPS = 1e-5;
/** Rates start uniform in this range. */
const RATES = { low: 1, high: 16 };

/** Mamba-2's mixer, one decay per head, a norm behind the gate: x [B,T,D] to [B,T,D]. */
export function ssdMixer(context: Context, form: MixerForm, x: GraphTensor, shape: InnerShape): GraphTensor {
  const { graph, knobs } = context;
  const width = x.shape[2];
  const { inner, heads, filtered } = shape;
  const columns = inner + filtered + heads;
  const packed = linear(graph, x, matrix(context, uniformPart("w_in", [columns, width], width)), null);
  const [gate, channels, delta] = graph.apply(split, [packed], { widths: [inner, filtered, heads] });
  const filter = shortFilter(context, form, channels, shape.gridRows);
  const results = routesOf(knobs, shape.gridRows).map((route) =>
    scanned(context, form, filter(route), delta, shape, route),
  );
  const gated = map(graph, "swiglu", [gate, merged(context, results)]);
  const gain = vector(context, "norm_gain", [inner], { kind: "constant", value: 1 });
  const [normed] = graph.apply(rmsnorm, [gated, gain], { eps: NORM_EPS, groups: 1 });
  const out = uniformPart("w_out", [width, inner], inner, 1 / Math.sqrt(Math.max(1, context.residualCount)));
  return linear(graph, normed, matrix(context, out), null);
}

/** The scan of one path with its own step biases, rates and skips. */
function scanned(
  context: Context,
  form: MixerForm,
  xbc: GraphTensor,
  delta: GraphTensor,
  shape: InnerShape,
  route: Route,
): GraphTensor {
  const { graph, knobs } = context;
  const { inner, heads } = shape;
  const named = (name: string): string => `${name}${route.suffix}`;
  const [x, bc] = graph.apply(split, [xbc], { widths: [inner, 2 * knobs.state] });
  const logarithms = vector(context, named("a_log"), [heads], { kind: "uniform", ...RATES, stored: Math.log });
  const { y } = applySsdScan(graph, {
    x,
    delta,
    bc,
    rates: map(graph, "negate", [map(graph, "exp", [logarithms])]),
    deltaBias: vector(context, named("b_dt"), [heads], stepBias(knobs.dtMin, knobs.dtMax)),
    isSoftplus: true,
    limits: knobs.clampDt ? STEP_LIMITS : null,
    skip: vector(context, named("skip"), [heads], { kind: "constant", value: 1 }),
    groups: 1,
    order: route.order,
    ...form,
  });
  return y as GraphTensor;
}
