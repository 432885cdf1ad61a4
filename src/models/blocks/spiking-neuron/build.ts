import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { lif } from "../../../kernels-wgsl/lif/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";

export const build: BlockBuild<"spiking-neuron"> = ({ graph, knobs, inputs: [x] }) => {
  const { tau, threshold, reset, surrogate, steepness } = knobs;
  const [steps, channels] = x.shape.slice(-2);
  const series = graph.reshape(x, [sizeOf(x.shape) / (steps * channels), steps, channels]);
  const [spikes] = graph.apply(lif, [series], {
    tau,
    threshold,
    reset: reset === "zero" ? 0 : null,
    decaysInput: true,
    surrogate,
    alpha: steepness,
    detachesReset: true,
  });
  return [graph.reshape(spikes, x.shape)];
};
