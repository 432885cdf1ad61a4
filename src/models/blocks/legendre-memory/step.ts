import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import { legendreMemory } from "../../../kernels-wgsl/lmu/matrices.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { keep, recall } from "../../decode/recurrent.ts";
import type { BlockStep, StepContext } from "../../decode/step-context.ts";
import { memoryBlock } from "./build.ts";

/** One token: m = A m + B u, the state [1, inputs, memory]. */
export const step: BlockStep<"legendre-memory"> = (context) => [
  memoryBlock(context, (u) => rememberedStep(context, u, context.knobs)),
];

/** What is remembered behind one more step u [1, 1, inputs]: [1, 1, inputs memory]. */
export function rememberedStep(
  context: StepContext<unknown>,
  u: GraphTensor,
  { memory, window }: { readonly memory: number; readonly window: number },
): GraphTensor {
  const { graph } = context;
  const inputs = u.shape[2];
  const name = `Legendre memory ${memory} over ${window}`;
  const a = graph.constant(`${name}: A`, f32(memory, memory), () => legendreMemory(memory, window).a);
  const b = graph.constant(`${name}: B`, f32(memory, 1), () => legendreMemory(memory, window).b);
  const state = context.state("memory", [1, inputs, memory]);
  const times = (rows: GraphTensor, matrix: GraphTensor): GraphTensor =>
    graph.apply(matmul, [rows, matrix], { transposeA: false, transposeB: true })[0];
  const kept = graph.reshape(times(graph.reshape(recall(context, state), [inputs, memory]), a), [1, inputs, memory]);
  const written = graph.reshape(times(graph.reshape(u, [inputs, 1]), b), [1, inputs, memory]);
  const next = map(graph, "add", [kept, written]) as GraphTensor;
  keep(context, state, next);
  return graph.reshape(next, [1, 1, inputs * memory]);
}
