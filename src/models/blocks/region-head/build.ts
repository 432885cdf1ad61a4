import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { asMap } from "../map-shape.ts";
import { layerNormed } from "../layer-normed.ts";
import { namedLinear } from "../named-linear.ts";

export const build: BlockBuild<"region-head"> = (context) => {
  const { graph, knobs, inputs, shapes } = context;
  const features = asMap(graph, inputs[1], shapes.slice(1));
  const [batch, height, columns, width] = features.shape;
  const x = layerNormed(context, inputs[0]);
  const classes = namedLinear(context, "class", x, knobs.classes + 1);
  const hidden = ["mask1", "mask2"].reduce(
    (from, name) => map(graph, "relu", [namedLinear(context, name, from, width)]) as GraphTensor,
    x,
  );
  const embedded = namedLinear(context, "mask3", hidden, width);
  const rows = graph.reshape(features, [batch, height * columns, width]);
  const [masks] = graph.apply(matmul, [embedded, rows], { transposeA: false, transposeB: true });
  return [classes, graph.reshape(masks, [batch, x.shape[1], height, columns])];
};
