import { sizeOf } from "../../../kernels-wgsl/index.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { rememberedInputs } from "../legendre-memory/build.ts";

export const build: BlockBuild<"legendre-filter"> = ({ graph, knobs, inputs: [x] }) => {
  const [steps, channels] = x.shape.slice(-2);
  const series = graph.reshape(x, [sizeOf(x.shape) / (steps * channels), steps, channels]);
  return [graph.reshape(rememberedInputs(graph, series, knobs), [...x.shape.slice(0, -1), channels * knobs.memory])];
};
