import type { Graph, GraphTensor } from "../../../engine/graph/graph.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { applyMemory } from "../../../kernels-wgsl/lmu/kernel.ts";
import { legendreMemory } from "../../../kernels-wgsl/lmu/matrices.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd, vectorPart } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";

type Context = BuildContext<KnobsOf<"legendre-memory">>;

/** Remembers what is written, u [B, T, inputs]: [B, T, inputs memory]. */
export type Remember = (u: GraphTensor) => GraphTensor;

export const build: BlockBuild<"legendre-memory"> = (context) => [memoryBlock(context, (u) => remembered(context, u))];

/** The block around its memory: y [..., T, C] from x. */
export function memoryBlock(
  { graph, knobs, parameter, inputs, residualCount }: Context,
  remember: Remember,
): GraphTensor {
  const [input] = inputs;
  const [positions, width] = input.shape.slice(-2);
  // Leading position axes are batches of their own: time runs along the last.
  const x = graph.reshape(input, [sizeOf(input.shape) / (positions * width), positions, width]);
  const dense = (name: string, from: GraphTensor, out: number, std?: number): GraphTensor => {
    const fanIn = from.shape[2];
    // The spread of a uniform draw within ±1/√inputs, which learns at lower rates than 0.02 does.
    const part = matrixPart(`w_${name}`, out, fanIn, std ?? 1 / Math.sqrt(3 * fanIn));
    const weight = parameter({ parts: [part], role: "matrix" });
    return linear(graph, from, weight, parameter({ parts: [vectorPart(`b_${name}`, out, 0)], role: "vector" }));
  };
  const rectified = (value: GraphTensor): GraphTensor => map(graph, "relu", [value]) as GraphTensor;
  const memory = remember(rectified(dense("write", x, knobs.inputs)));
  const [seen] = graph.apply(concat, [memory, x], { axis: 2 });
  const hidden = rectified(dense("read", seen, width));
  return graph.reshape(dense("out", hidden, width, outputStd(residualCount)), input.shape);
}

function remembered({ graph, knobs }: Context, u: GraphTensor): GraphTensor {
  return rememberedInputs(graph, u, knobs);
}

/** All steps at once, by the system's response to an impulse: u [B, T, inputs] to [B, T, inputs memory]. */
export function rememberedInputs(
  graph: Graph,
  u: GraphTensor,
  { memory, window }: { readonly memory: number; readonly window: number },
): GraphTensor {
  const [batch, steps, inputs] = u.shape;
  const rows = graph.apply(permute, [u], { permutation: [0, 2, 1] })[0];
  const name = `Legendre memory ${memory} over ${window}`;
  const series = graph.reshape(rows, [batch * inputs, steps]);
  const m = applyMemory(graph, series, memory, () => legendreMemory(memory, window), name);
  const apart = graph.reshape(m, [batch, inputs, steps, memory]);
  const [together] = graph.apply(permute, [apart], { permutation: [0, 2, 1, 3] });
  return graph.reshape(together, [batch, steps, inputs * memory]);
}
