import type { Graph, GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { rmsnorm } from "../../../kernels-wgsl/rmsnorm/kernel.ts";
import { split } from "../../../kernels-wgsl/split/kernel.ts";
import { tensorAttention } from "../../../kernels-wgsl/tensor_attention/kernel.ts";
import { applyPolynomialAttention } from "../../../kernels-wgsl/tensor_attention/polynomial.ts";
import { attendSeparate, turned, type AttendSettings } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";
import { tensorLayout } from "./tensor-layout.ts";

const NORM_EPS = 1e-6;

export type Knobs = KnobsOf<"tensor-attention">;

/** What is compared and moved, heads side by side [B, T, H D]; k2 and v2 are absent for pairs. */
export interface Projected {
  readonly q: GraphTensor;
  readonly k1: GraphTensor;
  readonly v1: GraphTensor;
  readonly second?: { readonly k2: GraphTensor; readonly v2: GraphTensor };
}

/** How the rows of one sequence meet: all at once, or one token with what is kept of those before it. */
export interface TensorForm {
  readonly turn: (rows: GraphTensor, settings: AttendSettings) => GraphTensor;
  readonly gather: (projected: Projected, settings: AttendSettings) => GraphTensor;
}

export const build: BlockBuild<"tensor-attention"> = (context) => {
  const { graph, knobs } = context;
  return [
    tensorBlock(context, {
      turn: (rows, settings) => turned(graph, rows, settings.queryHeads, settings),
      gather: (projected, settings) => gathered(graph, knobs, projected, settings),
    }),
  ];
};

/** The block around either form: projections, norms, positions, clipping and the output matrix. */
export function tensorBlock(context: BuildContext<Knobs>, form: TensorForm): GraphTensor {
  const { graph, knobs, parameter, residualCount } = context;
  const [input] = context.inputs;
  const [positions, width] = input.shape.slice(-2);
  const { headWidth, rotaryWidth } = tensorLayout(knobs, width);
  const settings: AttendSettings = {
    queryHeads: knobs.heads,
    kvHeads: knobs.heads,
    headWidth,
    rotaryWidth,
    ropeBase: knobs.ropeBase,
    isCausal: knobs.causal,
    scale: 1 / (knobs.scale === "width" ? headWidth : Math.sqrt(headWidth)),
  };
  const x = graph.reshape(input, [sizeOf(input.shape) / (positions * width), positions, width]);
  const inner = knobs.heads * headWidth;
  const y = form.gather(projected(context, x, settings, form.turn), { ...settings, rotaryWidth: 0 });
  const part = matrixPart("wo", width, inner, outputStd(residualCount));
  return graph.reshape(linear(graph, y, parameter({ parts: [part], role: "matrix" }), null), input.shape);
}

function projected(
  { graph, knobs, parameter }: BuildContext<Knobs>,
  x: GraphTensor,
  settings: AttendSettings,
  turn: TensorForm["turn"],
): Projected {
  const { queryHeads: heads, headWidth } = settings;
  const inner = heads * headWidth;
  const names = knobs.order === "pairs" ? (["wk1", "wv1"] as const) : (["wk1", "wk2", "wv1", "wv2"] as const);
  const parts = names.map((name) => matrixPart(name, inner, x.shape[2]));
  const weight = parameter({ parts: [matrixPart("wq", inner, x.shape[2]), ...parts], role: "matrix" });
  const widths = [inner, ...names.map(() => inner)];
  const [q, ...others] = graph.apply(split, [linear(graph, x, weight, null)], { widths });
  const normed = (rows: GraphTensor): GraphTensor => graph.apply(rmsnorm, [rows], { eps: NORM_EPS, groups: heads })[0];
  const held = (rows: GraphTensor): GraphTensor =>
    knobs.bound === null ? rows : (map(graph, "clip", [rows], knobs.bound) as GraphTensor);
  const raised = (rows: GraphTensor): GraphTensor =>
    knobs.startAsPairs ? (map(graph, "shift", [rows], 1) as GraphTensor) : rows;
  const first = { q: held(turn(normed(q), settings)), k1: held(turn(normed(others[0]), settings)) };
  if (knobs.order === "pairs") return { ...first, v1: others[1] };
  // Only q and k1 are turned: a product of three turned vectors is no function of distances.
  const second = { k2: held(normed(raised(others[1]))), v2: raised(others[3]) };
  return { ...first, v1: others[2], second };
}

function gathered(graph: Graph, knobs: Knobs, { q, k1, v1, second }: Projected, settings: AttendSettings): GraphTensor {
  if (second === undefined) return attendSeparate(graph, [q, k1, v1], settings);
  const { queryHeads: heads, headWidth, isCausal, scale = 1 } = settings;
  const attributes = { heads, headWidth, valueWidth: headWidth, isCausal, scale };
  const inputs = [q, k1, second.k2, v1, second.v2];
  if (knobs.mode === "exact") return graph.apply(tensorAttention, inputs, attributes)[0];
  return applyPolynomialAttention(graph, inputs, { ...attributes, degree: knobs.degree }) as GraphTensor;
}
