import type { GraphTensor } from "../../../engine/graph/graph.ts";
import type { Initialiser } from "../../../engine/graph/parameter.ts";
import { cosAffine } from "../../../kernels-wgsl/cos_affine/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, startStd, vectorPart } from "../../build/layers.ts";
import type { BranchKnobs } from "./branch-knobs.ts";

const PHASE_STD = 0.1;
const FREQUENCY_RATE = 2;
const PHASE_RATE = 4;

/** A linear layer by its name, with the channels it writes. */
export interface BranchedLayer {
  readonly name: string;
  readonly outputs: number;
  readonly side: "inputs" | "output";
}

type Context = Pick<BuildContext<BranchKnobs>, "graph" | "knobs" | "parameter" | "residualCount">;

/** y = x W + sigma(x Wd) Wu: a linear layer with a permanent low-rank branch beside it. */
export function branchedLinear(context: Context, x: GraphTensor, layer: BranchedLayer): GraphTensor {
  const { graph, knobs, parameter } = context;
  const inputs = x.shape[x.shape.length - 1];
  const residualCount = layer.side === "output" ? context.residualCount : undefined;
  const std = startStd(knobs.start, inputs, residualCount);
  const weight = parameter({ parts: [matrixPart(layer.name, layer.outputs, inputs, std)], role: "matrix" });
  const main = linear(graph, x, weight, null);
  if (knobs.where !== "all" && knobs.where !== layer.side) return main;
  return map(graph, "add", [main, branch(context, x, layer)]) as GraphTensor;
}

function branch(context: Context, x: GraphTensor, { name, outputs }: BranchedLayer): GraphTensor {
  const { graph, knobs, parameter } = context;
  const { rank, nonlinearity } = knobs;
  const inputs = x.shape[x.shape.length - 1];
  const smaller = Math.min(inputs, outputs);
  const rate = (power: number): number => (knobs.rateMultipliers ? (smaller / rank) ** power : 1);
  const matrix = (part: string, out: number, from: number, std: number, learningRateScale: number): GraphTensor =>
    parameter({ parts: [matrixPart(`${name}_${part}`, out, from, std)], role: "matrix", learningRateScale });

  const down = matrix("down", rank, inputs, 1 / Math.sqrt(inputs), 1);
  const downBias =
    nonlinearity === "linear" ? null : parameter({ parts: [vectorPart(`${name}_down_bias`, rank, 0)], role: "vector" });
  let h = activated(context, linear(graph, x, down, downBias), name, 1);
  if (nonlinearity === "cosnet" || nonlinearity === "gelu-net") {
    const reach = 1 / Math.sqrt(rank);
    const mix = matrix("mix", rank, rank, 0.5 * reach, rate(0.5));
    const initialiser: Initialiser = { kind: "uniform", low: -reach, high: reach };
    const mixBias = parameter({ parts: [{ name: `${name}_mix_bias`, shape: [rank], initialiser }], role: "vector" });
    h = activated(context, linear(graph, h, mix, mixBias), name, 2);
  }
  const up = matrix("up", outputs, rank, knobs.upScale / Math.sqrt(rank), rate(0.4));
  return linear(graph, h, up, null);
}

/** The branch's function; cosines have frequencies and phases of their own each time (`stage`). */
function activated({ graph, knobs, parameter }: Context, h: GraphTensor, name: string, stage: 1 | 2): GraphTensor {
  switch (knobs.nonlinearity) {
    case "linear":
      return h;
    case "gelu":
    case "gelu-net":
      return map(graph, "gelu_erf", [h]) as GraphTensor;
    case "silu":
      return map(graph, "silu", [h]) as GraphTensor;
    default: {
      const vector = (part: string, initialiser: Initialiser, multiplier: number): GraphTensor =>
        parameter({
          parts: [{ name: `${name}_${part}${stage}`, shape: [knobs.rank], initialiser }],
          role: "vector",
          learningRateScale: knobs.rateMultipliers ? multiplier : 1,
        });
      const { frequencyLow: low, frequencyHigh: high } = knobs;
      const frequency = vector("frequency", { kind: "uniform", low, high }, FREQUENCY_RATE);
      const phase = vector("phase", { kind: "normal", standardDeviation: PHASE_STD }, PHASE_RATE);
      return graph.apply(cosAffine, [h, frequency, phase], {})[0];
    }
  }
}
