import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { attendPacked } from "../../build/attend.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { linear, matrixPart, vectorPart } from "../../build/layers.ts";
import { branchInput, branchNumbers, joined, total } from "../joined-branches.ts";

export const build: BlockBuild<"joined-attention"> = (context) => {
  const { graph, knobs, parameter, inputs } = context;
  const [input] = inputs;
  const [batch, width] = [input.shape[0], input.shape[input.shape.length - 1]];
  const x = graph.reshape(input, [batch, sizeOf(input.shape) / (batch * width), width]);
  const numbers = branchNumbers(knobs);
  const rows = numbers.map((one) => {
    const weight = parameter({ parts: [matrixPart(`w_qkv${one}`, 3 * width, width)], role: "matrix" });
    const bias = parameter({ parts: [vectorPart(`b_qkv${one}`, 3 * width, 0)], role: "vector" });
    return linear(graph, branchInput(context, x, one), weight, bias);
  });
  const { heads } = knobs;
  const settings = { queryHeads: heads, kvHeads: heads, headWidth: width / heads, rotaryWidth: 0, ropeBase: 1 };
  // The sum over branches is divided by nothing.
  const std = 0.02 / Math.sqrt(numbers.length);
  const updates = joined(context, rows).map((packed, i) => {
    const gathered = attendPacked(graph, packed, { ...settings, isCausal: false });
    const wo = parameter({ parts: [matrixPart(`wo${numbers[i]}`, width, width, std)], role: "matrix" });
    return linear(graph, gathered, wo, parameter({ parts: [vectorPart(`bo${numbers[i]}`, width, 0)], role: "vector" }));
  });
  return [graph.reshape(total(graph, updates), input.shape)];
};
