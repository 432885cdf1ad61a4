import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { layernorm } from "../../../kernels-wgsl/layernorm/kernel.ts";
import { rmsnorm } from "../../../kernels-wgsl/rmsnorm/kernel.ts";
import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { vectorPart } from "../../build/layers.ts";

export const build: BlockBuild<"norm"> = ({ graph, knobs, inputs: [x], parameter }) => {
  const width = x.shape[x.shape.length - 1];
  const { eps, groups } = knobs;
  const gain = knobs.gain ? [parameter({ parts: [vectorPart("gain", width, 1)], role: "vector" })] : [];
  const bias = knobs.bias ? [parameter({ parts: [vectorPart("bias", width, 0)], role: "vector" })] : [];
  if (knobs.form === "rms") return [graph.apply(rmsnorm, [x, ...gain], { eps, groups })[0]];
  if (knobs.form === "map") {
    const [unit] = graph.apply(layernorm, [graph.reshape(x, [x.shape[0], sizeOf(x.shape) / x.shape[0]])], { eps });
    const scaled = gain.reduce(
      (y, factor) => map(graph, "multiply", [y, factor]) as GraphTensor,
      graph.reshape(unit, x.shape),
    );
    return [bias.reduce((y, offset) => map(graph, "add", [y, offset]) as GraphTensor, scaled)];
  }
  if (knobs.gain) return [graph.apply(layernorm, [x, ...gain, ...bias], { eps })[0]];
  const [y] = graph.apply(layernorm, [x], { eps });
  return [bias.length === 0 ? y : (map(graph, "add", [y, ...bias]) as GraphTensor)];
};
