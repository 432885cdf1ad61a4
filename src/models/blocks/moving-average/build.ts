import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { movingAverage } from "../../../kernels-wgsl/moving_average/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";

export const build: BlockBuild<"moving-average"> = ({ graph, knobs: { window, part }, inputs: [x] }) => {
  const [steps, width] = x.shape.slice(-2);
  const series = graph.reshape(x, [sizeOf(x.shape) / (steps * width), steps, width]);
  const trend = graph.reshape(graph.apply(movingAverage, [series], { window })[0], x.shape);
  return [part === "trend" ? trend : (map(graph, "subtract", [x, trend]) as GraphTensor)];
};
