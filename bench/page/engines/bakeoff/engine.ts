import { Graph, type GraphTensor } from "../../../../src/engine/graph/graph.ts";
import { Gpu } from "../../../../src/engine/gpu/gpu.ts";
import { PersistentMemory } from "../../../../src/engine/gpu/memory.ts";
import { Program } from "../../../../src/engine/gpu/program.ts";
import { planProgram } from "../../../../src/engine/plan/plan.ts";
import { attention } from "../../../../src/kernels-wgsl/attention/kernel.ts";
import { map } from "../../../../src/kernels-wgsl/elementwise/kernel.ts";
import { f32 } from "../../../../src/kernels-wgsl/index.ts";
import { layernorm } from "../../../../src/kernels-wgsl/layernorm/kernel.ts";
import { matmul } from "../../../../src/kernels-wgsl/matmul/kernel.ts";
import { uniformValues } from "../../random.ts";
import { GPT, transposed } from "../../reference-gpt.ts";
import { headsBeforeTokens, headsBehindTokens, type AttentionShape, type Engine, type Workload } from "../engine.ts";
import { forwardWorkload, repeatedProgram, trainWorkload } from "./gpt.ts";

type Inputs = Readonly<Record<string, readonly [values: Float32Array<ArrayBuffer>, ...shape: number[]]>>;

/** The product's own engine on a device of its own. */
export async function openBakeoff(): Promise<Engine> {
  return engineOn(await Gpu.open());
}

export function engineOn(gpu: Gpu): Engine {
  return {
    matmul: ({ m, n, k }) =>
      workload(gpu, { a: [uniformValues(m * k, 1), m, k], b: [uniformValues(k * n, 2), k, n] }, (graph, { a, b }) =>
        product(graph, a, b, false),
      ),
    attentionForward: (shape) => attentionWorkload(gpu, shape),
    // Weights as the product stores them, [out, in].
    mlpForward: ({ rows, width, hidden }) => {
      const inputs: Inputs = {
        x: [uniformValues(rows * width, 1), rows, width],
        w1: [transposed(uniformValues(width * hidden, 2, 0.1), width, hidden), hidden, width],
        w2: [transposed(uniformValues(width * hidden, 3, 0.1), hidden, width), width, hidden],
        gain: [new Float32Array(width).fill(1), width],
        bias: [new Float32Array(width), width],
      };
      return workload(gpu, inputs, (graph, { x, w1, w2, gain, bias }) => {
        const [normed] = graph.apply(layernorm, [x, gain, bias], { eps: GPT.epsilon });
        const active = map(graph, "gelu_tanh", [product(graph, normed, w1, true)]) as GraphTensor;
        return product(graph, active, w2, true);
      });
    },
    gptForward: () => forwardWorkload(gpu),
    gptTrainStep: () => trainWorkload(gpu),
  };
}

function product(graph: Graph, a: GraphTensor, b: GraphTensor, transposeB: boolean): GraphTensor {
  return graph.apply(matmul, [a, b], { transposeA: false, transposeB })[0];
}

async function workload<Names extends string>(
  gpu: Gpu,
  inputs: Readonly<Record<Names, Inputs[string]>>,
  build: (graph: Graph, tensors: Readonly<Record<Names, GraphTensor>>) => GraphTensor,
): Promise<Workload> {
  const graph = new Graph();
  const entries = Object.entries<Inputs[string]>(inputs);
  const tensors = Object.fromEntries(entries.map(([name, [, ...shape]]) => [name, graph.input(name, f32(...shape))]));
  graph.output("result", build(graph, tensors as Record<Names, GraphTensor>));
  const memory = new PersistentMemory(gpu);
  const program = await Program.create(gpu, memory, planProgram(graph, { traits: gpu.traits }), { ringLength: 1 });
  for (const [name, [values]] of entries) program.writeInput(name, values);
  return repeatedProgram(program, memory, "result");
}

/** Rows q | k | v of a packed projection in, [B, T, H D] out, as a model has them. */
async function attentionWorkload(gpu: Gpu, shape: AttentionShape): Promise<Workload> {
  const { batch, heads, sequenceLength, headWidth } = shape;
  const [rows, width] = [batch * sequenceLength, heads * headWidth];
  const packed = new Float32Array(rows * 3 * width);
  for (const third of [0, 1, 2]) {
    const values = headsBehindTokens(uniformValues(rows * width, third + 1), shape);
    for (let row = 0; row < rows; row += 1) {
      packed.set(values.subarray(row * width, (row + 1) * width), (3 * row + third) * width);
    }
  }
  const settings = {
    queryHeads: heads,
    kvHeads: heads,
    headWidth,
    valueWidth: headWidth,
    isCausal: true,
    window: null,
    scale: 1 / Math.sqrt(headWidth),
    queryOffset: 0,
    isPacked: true,
    hasKeyMask: false,
  };
  const inputs = { x: [packed, batch, sequenceLength, 3 * width] as const };
  const made = await workload(gpu, inputs, (graph, { x }) => graph.apply(attention, [x], settings)[0]);
  return { ...made, output: async () => headsBeforeTokens(await made.output!(), shape) };
}
