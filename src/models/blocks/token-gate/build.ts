import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { layernorm } from "../../../kernels-wgsl/layernorm/kernel.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { dropped, linear, matrixPart, outputStd, vectorPart } from "../../build/layers.ts";

/** Small enough that the gate starts at one. */
const MIX_STD = 1e-3;
const EPSILON = 1e-5;

export const build: BlockBuild<"token-gate"> = (context) => {
  const { graph, knobs, parameter, inputs, residualCount } = context;
  const [input] = inputs;
  const [batch, width] = [input.shape[0], input.shape[input.shape.length - 1]];
  const positions = sizeOf(input.shape) / batch / width;
  const hidden = knobs.hidden ?? width;
  const x = graph.reshape(input, [batch, positions, width]);
  const vector = (name: string, length: number, value: number): GraphTensor =>
    parameter({ parts: [vectorPart(name, length, value)], role: "vector" });
  const projected = (half: "value" | "gate"): GraphTensor => {
    const weight = parameter({ parts: [matrixPart(`w_${half}`, hidden, width)], role: "matrix" });
    return linear(graph, x, weight, vector(`b_${half}`, hidden, 0));
  };
  const value = map(graph, "gelu_erf", [projected("value")]);
  const scales = [vector("gain", hidden, 1), vector("bias", hidden, 0)];
  const [s] = graph.apply(layernorm, [projected("gate"), ...scales], { eps: EPSILON });
  const mix = parameter({ parts: [matrixPart("mix", positions, positions, MIX_STD)], role: "matrix" });
  const [mixed] = graph.apply(matmul, [mix, s], { transposeA: false, transposeB: false });
  const offset = graph.reshape(vector("mix_bias", positions, 1), [positions, 1]);
  const product = map(graph, "multiply", [value, map(graph, "add", [mixed, offset])]) as GraphTensor;
  const down = parameter({ parts: [matrixPart("w_down", width, hidden, outputStd(residualCount))], role: "matrix" });
  const y = linear(graph, product, down, vector("b_down", width, 0));
  return [graph.reshape(dropped(context, y, knobs.dropout), input.shape)];
};
