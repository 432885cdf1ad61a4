import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { averagePool } from "../../../kernels-wgsl/pool2d/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { asMap } from "../map-shape.ts";

export const build: BlockBuild<"pool-mixer"> = ({ graph, knobs, inputs: [input], shapes }) => {
  const x = asMap(graph, input, shapes);
  const { size } = knobs;
  const padding = (size - 1) / 2;
  const [mean] = graph.apply(averagePool, [x], {
    kernel: [size, size],
    stride: [1, 1],
    padding: [padding, padding],
    countsPadding: false,
  });
  const y = knobs.subtractInput ? (map(graph, "subtract", [mean, x]) as GraphTensor) : mean;
  return [graph.reshape(y, input.shape)];
};
