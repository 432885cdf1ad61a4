import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import type { BlockBuild } from "../../build/block-build.ts";

export const build: BlockBuild<"pool-positions"> = ({ graph, knobs, inputs: [input] }) => {
  const [batch, width] = [input.shape[0], input.shape[input.shape.length - 1]];
  const positions = sizeOf(input.shape) / batch / width;
  const x = graph.reshape(input, [batch, positions, width]);
  if (knobs.form === "mean") return graph.apply(reduce, [x], { kind: "mean", axes: [1], keepdims: false });
  const [first] = graph.apply(slice, [x], { start: [0, 0, 0], stop: [batch, 1, width], step: [1, 1, 1] });
  return [graph.reshape(first, [batch, width])];
};
