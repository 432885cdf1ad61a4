import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { broadcastTo } from "../../../kernels-wgsl/broadcast_to/kernel.ts";
import { continuedFraction } from "../../../kernels-wgsl/continued_fraction/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import { triangularMatrix } from "../../../kernels-wgsl/triangular_matrix/kernel.ts";
import { attendSeparate } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";
import { dyadicMask, guardOf, offsetOf } from "../continued-fraction/fraction-knobs.ts";

const STD = 0.02;
/** Channels that one head of attention can carry. */
const MAX_VALUE_WIDTH = 128;

export type Context = BuildContext<KnobsOf<"fraction-attention">>;

export const build: BlockBuild<"fraction-attention"> = (context) => {
  const [input] = context.inputs;
  const [positions, width] = input.shape.slice(-2);
  const x = context.graph.reshape(input, [sizeOf(input.shape) / (positions * width), positions, width]);
  const y = context.knobs.form === "CAttnM" ? weighedByFractions(context, x) : mixedOverTime(context, x);
  return [context.graph.reshape(y, input.shape)];
};

/** Fractions of every token, [B, T, ladders]. */
export function fractionsOf({ graph, knobs, parameter }: Context, x: GraphTensor): GraphTensor {
  const [batch, positions, width] = x.shape;
  const { ladders, depth } = knobs;
  const levels = parameter({
    parts: [matrixPart("w", ladders * depth, width)],
    role: "matrix",
    decay: false,
    ...dyadicMask(knobs, { ladders, depth, others: 0, inner: width }),
  });
  const offset = offsetOf(knobs.offset, depth);
  const products = linear(graph, x, levels, null);
  const denominators = offset === 0 ? products : map(graph, "shift", [products], offset);
  const [fractions] = graph.apply(
    continuedFraction,
    [graph.reshape(denominators, [batch, positions, ladders, depth])],
    guardOf(knobs.eps, knobs.gradient),
  );
  return graph.reshape(fractions, [batch, positions, ladders]);
}

/** The table F, [length, ladders]: how each place answers to fractions. */
export function placeTable({ knobs, parameter }: Context): GraphTensor {
  return parameter({ parts: [matrixPart("f", knobs.length, knobs.ladders)], role: "embedding" });
}

/** What CAttnM moves: x Wv. */
export function movedValues({ graph, parameter, residualCount }: Context, x: GraphTensor): GraphTensor {
  const width = x.shape[2];
  const wv = matrixPart("wv", width, width, outputStd(residualCount));
  return linear(graph, x, parameter({ parts: [wv], role: "matrix" }), null);
}

/**
 * CAttnM: logits of token t over positions u are z_t . F_u, z being fractions of the token: attention with z as queries and the
 * table F as keys, so that no T x T matrix is formed.
 */
function weighedByFractions(context: Context, x: GraphTensor): GraphTensor {
  const { graph, knobs } = context;
  const [batch, positions, width] = x.shape;
  const { ladders } = knobs;
  const fractions = fractionsOf(context, x);
  const rows = firstRows(context, placeTable(context), positions);
  const value = movedValues(context, x);

  // All heads have the same weights; there are several only where one could not carry the width.
  const heads = headsFor(width);
  const repeated = (tensor: GraphTensor): GraphTensor => {
    const shape = [batch, positions, heads, ladders];
    const [copies] = graph.apply(broadcastTo, [tensor], { shape });
    return graph.reshape(copies, [batch, positions, heads * ladders]);
  };
  const query = heads === 1 ? fractions : repeated(graph.reshape(fractions, [batch, positions, 1, ladders]));
  return attendSeparate(graph, [query, repeated(graph.reshape(rows, [positions, 1, ladders])), value], {
    queryHeads: heads,
    kvHeads: heads,
    headWidth: ladders,
    valueWidth: width / heads,
    rotaryWidth: 0,
    ropeBase: 1,
    isCausal: true,
    scale: 1,
  });
}

function headsFor(width: number): number {
  let heads = 1;
  while (width % heads !== 0 || width / heads > MAX_VALUE_WIDTH) heads += 1;
  return heads;
}

function firstRows({ graph }: Context, table: GraphTensor, rows: number): GraphTensor {
  if (table.shape[0] === rows) return table;
  const stop = [rows, ...table.shape.slice(1)];
  return graph.apply(slice, [table], { start: stop.map(() => 0), stop, step: stop.map(() => 1) })[0];
}

/** CAttnU: (U1 y1) (U2 y2) with y = w0 x + 1 / (w1 x) at every position, U lower triangular over time. */
function mixedOverTime(context: Context, x: GraphTensor): GraphTensor {
  const { graph } = context;
  const positions = x.shape[1];
  const perPosition = (whole: GraphTensor): GraphTensor =>
    graph.reshape(firstRows(context, whole, positions), [positions, 1]);
  const mixed = LADDERS.map((ladder) => {
    const y = directAndReciprocal(context, x, ladder, perPosition);
    const [over] = graph.apply(triangularMatrix, [overTime(context, ladder)], { n: positions, form: "lower" });
    return graph.apply(matmul, [over, y], { transposeA: false, transposeB: false })[0];
  });
  return map(graph, "multiply", mixed) as GraphTensor;
}

export const LADDERS = [1, 2] as const;
export type Ladder = (typeof LADDERS)[number];

/** y = w0 x + 1 / (w1 x) of one ladder; `perPosition` picks from numbers of all places [length] those of x's. */
export function directAndReciprocal(
  { graph, knobs, parameter }: Context,
  x: GraphTensor,
  ladder: Ladder,
  perPosition: (whole: GraphTensor) => GraphTensor,
): GraphTensor {
  const numbers = (name: string): GraphTensor => {
    const initialiser = { kind: "normal", standardDeviation: STD, mean: () => 1 } as const;
    return perPosition(parameter({ parts: [{ name, shape: [knobs.length], initialiser }], role: "vector" }));
  };
  const direct = map(graph, "multiply", [x, numbers(`scale${ladder}`)]);
  const denominators = map(graph, "multiply", [x, numbers(`pole${ladder}`)]);
  const [reciprocal] = graph.apply(
    continuedFraction,
    [graph.reshape(denominators, [...x.shape, 1])],
    guardOf(knobs.reciprocalEps, knobs.gradient),
  );
  return map(graph, "add", [direct, reciprocal]) as GraphTensor;
}

/** A causal average over time plus noise, as a packed triangle. */
export function overTime({ knobs, parameter }: Context, ladder: Ladder): GraphTensor {
  const entries = (knobs.length * (knobs.length + 1)) / 2;
  const mean = (index: number): number => 1 / (Math.floor((Math.sqrt(8 * index + 1) - 1) / 2) + 1);
  const initialiser = { kind: "normal", standardDeviation: STD, mean } as const;
  return parameter({ parts: [{ name: `u${ladder}`, shape: [entries], initialiser }], role: "vector" });
}
