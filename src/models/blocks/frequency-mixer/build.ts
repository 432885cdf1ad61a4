import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { applyConv2d, PLAIN } from "../../../kernels-wgsl/conv2d/apply.ts";
import { conv2dDepthwise } from "../../../kernels-wgsl/conv2d_dw/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { averagePool } from "../../../kernels-wgsl/pool2d/kernel.ts";
import { attendSeparate } from "../../build/attend.ts";
import { BATCH_NORM, batchNormed } from "../../build/batch-normed.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd, vectorPart } from "../../build/layers.ts";
import { depthwiseWeight } from "../depthwise-convolution/build.ts";
import type { KnobsOf } from "../index.ts";
import { asMap } from "../map-shape.ts";
import { runsOf } from "./block.ts";

/** Channels of a group of the high path's convolution. */
const HIGH_GROUP = 16;

type Context = BuildContext<KnobsOf<"frequency-mixer">>;

export const build: BlockBuild<"frequency-mixer"> = (context) => {
  const { graph, knobs, inputs, shapes } = context;
  const u = asMap(graph, inputs[0], shapes);
  const low = map(graph, "add", [u, attention(context, u)]) as GraphTensor;
  const high = knobs.width - u.shape[3];
  const mixed = knobs.band ? (map(graph, "add", [low, band(context, low)]) as GraphTensor) : low;
  return [high === 0 ? mixed : graph.apply(concat, [mixed, highPath(context, low, high)], { axis: 3 })[0]];
};

const vector = ({ parameter }: Context, name: string, length: number, value = 0): GraphTensor =>
  parameter({ parts: [vectorPart(name, length, value)], role: "vector" });

/** Queries from all positions, keys and values from the reduced map. */
function attention(context: Context, u: GraphTensor): GraphTensor {
  const { graph, knobs, parameter, residualCount } = context;
  const [batch, height, columns, channels] = u.shape;
  const rows = (x: GraphTensor): GraphTensor => graph.reshape(x, [batch, x.shape[1] * x.shape[2], channels]);
  const mapped = (x: GraphTensor, name: string, std?: number): GraphTensor => {
    const weight = parameter({ parts: [matrixPart(`w${name}`, channels, channels, std)], role: "matrix" });
    return linear(graph, x, weight, vector(context, `b${name}`, channels));
  };
  const [all, few] = [rows(u), rows(reduced(context, u))];
  const heads = runsOf(channels, knobs.headWidth);
  const settings = { queryHeads: heads, kvHeads: heads, headWidth: channels / heads, rotaryWidth: 0, ropeBase: 1 };
  const qkv = [mapped(all, "q"), mapped(few, "k"), mapped(few, "v")] as const;
  const gathered = attendSeparate(graph, qkv, { ...settings, isCausal: false });
  return graph.reshape(mapped(gathered, "o", outputStd(residualCount)), [batch, height, columns, channels]);
}

/** The map with sides `reduction` times smaller: a filter of each channel and a mean, each behind its batch norm; merged one filter. */
function reduced(context: Context, u: GraphTensor): GraphTensor {
  const { graph, knobs } = context;
  const side = knobs.reduction;
  const channels = u.shape[3];
  const filtered = (name: string): GraphTensor => {
    const weight = graph.reshape(depthwiseWeight(context, name, channels, side), [channels, side, side, 1]);
    return applyConv2d(graph, u, weight, { ...PLAIN, stride: [side, side], groups: channels }) as GraphTensor;
  };
  if (knobs.merged) {
    return map(graph, "add", [filtered("reduce"), vector(context, "reduce_bias", channels)]) as GraphTensor;
  }
  const window = { kernel: [side, side], stride: [side, side], padding: [0, 0], countsPadding: false } as const;
  const [mean] = graph.apply(averagePool, [u], window);
  return map(graph, "add", [
    batchNormed(context, filtered("filter_weight"), { ...BATCH_NORM, prefix: "filter_" }),
    batchNormed(context, mean, { ...BATCH_NORM, prefix: "pool_" }),
  ]) as GraphTensor;
}

/** A 5 x 5 filter of each channel less a 3 x 3 mean, times a share for each channel. */
function band(context: Context, low: GraphTensor): GraphTensor {
  const { graph } = context;
  const channels = low.shape[3];
  const [filtered] = graph.apply(conv2dDepthwise, [low, depthwiseWeight(context, "band_weight", channels, 5)], {});
  const window = { kernel: [3, 3], stride: [1, 1], padding: [1, 1], countsPadding: false } as const;
  const [mean] = graph.apply(averagePool, [low], window);
  const shifted = map(graph, "add", [filtered, vector(context, "band_bias", channels)]);
  const difference = map(graph, "subtract", [shifted, mean]);
  return map(graph, "multiply", [difference, vector(context, "band_share", channels)]) as GraphTensor;
}

function highPath(context: Context, low: GraphTensor, channels: number): GraphTensor {
  const { graph, parameter } = context;
  const groups = runsOf(channels, HIGH_GROUP);
  const wHigh = parameter({ parts: [matrixPart("w_high", channels, low.shape[3])], role: "matrix" });
  const std = Math.sqrt((2 * groups) / (9 * channels));
  const filters = parameter({
    parts: [matrixPart("high_weight", channels, (9 * channels) / groups, std)],
    role: "matrix",
  });
  const weight = graph.reshape(filters, [channels, 3, 3, channels / groups]);
  const settings = { ...PLAIN, padding: [1, 1], groups } as const;
  const filtered = applyConv2d(graph, linear(graph, low, wHigh, null), weight, settings) as GraphTensor;
  const normed = batchNormed(context, filtered, { ...BATCH_NORM, prefix: "high_" });
  return map(graph, "relu", [normed]) as GraphTensor;
}
