import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { conv2dDepthwise } from "../../../kernels-wgsl/conv2d_dw/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BuildContext } from "../../build/block-build.ts";
import type { KnobsOf } from "../index.ts";
import type { MixerForm } from "./mixer-form.ts";
import { uniformPart, vector } from "./parameters.ts";
import type { Route } from "./routes.ts";

const GRID_TAPS = 3;

/** The filter before the scans: causal along each path, or for four paths one of 3 x 3 on the grid that all share. */
export function shortFilter(
  context: BuildContext<KnobsOf<"mamba">>,
  form: MixerForm,
  x: GraphTensor,
  gridRows: number,
): (route: Route) => GraphTensor {
  if (context.knobs.scanOrder !== "cross-4") return (route) => causalFilter(context, form, x, route);
  const filtered = gridFilter(context, x, gridRows);
  return () => filtered;
}

/** Decays like a matrix, but is none that Muon could orthogonalise. */
function filterWeight(
  { parameter }: BuildContext<KnobsOf<"mamba">>,
  name: string,
  channels: number,
  taps: readonly number[],
): GraphTensor {
  const fanIn = taps.reduce((product, extent) => product * extent, 1);
  return parameter({ parts: [uniformPart(name, [channels, ...taps], fanIn)], role: "vector", decay: true });
}

function causalFilter(
  context: BuildContext<KnobsOf<"mamba">>,
  form: MixerForm,
  x: GraphTensor,
  route: Route,
): GraphTensor {
  const { knobs } = context;
  const channels = x.shape[2];
  const taps = knobs.convWidth;
  const weight = filterWeight(context, `conv_weight${route.suffix}`, channels, [taps]);
  const { name, shape, initialiser } = uniformPart(`conv_bias${route.suffix}`, [channels], taps);
  const bias = vector(context, name, shape, initialiser);
  return form.filter(x, weight, bias, route);
}

function gridFilter(context: BuildContext<KnobsOf<"mamba">>, x: GraphTensor, gridRows: number): GraphTensor {
  const { graph } = context;
  const [batch, tokens, channels] = x.shape;
  const weight = filterWeight(context, "conv_weight", channels, [GRID_TAPS, GRID_TAPS]);
  const { name, shape, initialiser } = uniformPart("conv_bias", [channels], GRID_TAPS * GRID_TAPS);
  const bias = vector(context, name, shape, initialiser);
  const grid = graph.reshape(x, [batch, gridRows, tokens / gridRows, channels]);
  const [y] = graph.apply(conv2dDepthwise, [grid, weight], {});
  const active = map(graph, "silu", [map(graph, "add", [y, bias])]) as GraphTensor;
  return graph.reshape(active, x.shape);
}
