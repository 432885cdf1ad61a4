import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { conv2dDepthwise } from "../../../kernels-wgsl/conv2d_dw/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { prototypeSelect } from "../../../kernels-wgsl/prototype_select/kernel.ts";
import { reduce } from "../../../kernels-wgsl/reduce/kernel.ts";
import { resizeBilinear } from "../../../kernels-wgsl/resize_bilinear/kernel.ts";
import { BATCH_NORM, batchNormed } from "../../build/batch-normed.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { vectorPart } from "../../build/layers.ts";
import { depthwiseWeight } from "../depthwise-convolution/build.ts";
import type { KnobsOf } from "../index.ts";
import { layerNormed } from "../layer-normed.ts";
import { asMap } from "../map-shape.ts";
import { namedLinear } from "../named-linear.ts";
import { gatherByHeads } from "./gather.ts";
import { sinePositions } from "./sine-positions.ts";

type Context = BuildContext<KnobsOf<"region-attention">>;

export const build: BlockBuild<"region-attention"> = (context) => {
  const { graph, knobs, inputs, shapes } = context;
  const values = asMap(graph, inputs[2], shapes.slice(2));
  const [, height, columns, width] = values.shape;
  const table = graph.constant(
    `sine positions [${[height, columns, width].join(", ")}]`,
    { shape: [height, columns, width], dtype: "f32" },
    () => sinePositions(height, columns, width),
  );
  const placed = map(graph, "add", [values, table]) as GraphTensor;
  const queries = map(graph, "add", [inputs[0], inputs[1]]) as GraphTensor;
  const logits = resizedMasks(context, [height, columns]);
  return [
    knobs.form === "masked" || knobs.form === "full"
      ? fromMany(context, queries, placed, values, knobs.form === "full" ? null : logits)
      : fromPrototypes(context, queries, placed, logits),
  ];
};

/** Mask logits at the size of the map, [B, Q, height * columns]. */
function resizedMasks({ graph, inputs }: Context, [height, columns]: readonly [number, number]): GraphTensor {
  const [batch, queries, ...from] = inputs[3].shape;
  const each = graph.reshape(inputs[3], [batch * queries, ...from, 1]);
  const [resized] = graph.apply(resizeBilinear, [each], { size: [height, columns] });
  return graph.reshape(resized, [batch, queries, height * columns]);
}

/** Vectors [B, places, C] of a map. */
function rowsOf({ graph }: Context, x: GraphTensor): GraphTensor {
  const [batch, height, columns, width] = x.shape;
  return graph.reshape(x, [batch, height * columns, width]);
}

/** Divided by its length along an axis. */
function unitAlong({ graph }: Context, x: GraphTensor, axis: number): GraphTensor {
  const [square] = graph.apply(reduce, [map(graph, "square", [x])], { kind: "sum", axes: [axis], keepdims: true });
  const reciprocal = map(graph, "rsqrt", [map(graph, "shift", [square], 1e-12)]);
  return map(graph, "multiply", [x, reciprocal]) as GraphTensor;
}

/** Softmax attention of the queries over the map, inside their regions where logits are given. */
function fromMany(
  context: Context,
  queries: GraphTensor,
  placed: GraphTensor,
  values: GraphTensor,
  logits: GraphTensor | null,
): GraphTensor {
  const { graph, knobs } = context;
  const width = queries.shape[2];
  const q = namedLinear(context, "q", queries, width);
  const k = namedLinear(context, "k", rowsOf(context, placed), width);
  const v = namedLinear(context, "v", rowsOf(context, values), width);
  const scale = Math.sqrt(knobs.heads / width);
  return namedLinear(context, "o", gatherByHeads(graph, [q, k, v], { heads: knobs.heads, scale, logits }), width);
}

/** One pixel for each query and head stands for its region. */
function fromPrototypes(context: Context, queries: GraphTensor, placed: GraphTensor, logits: GraphTensor): GraphTensor {
  const { graph, knobs, parameter } = context;
  const { heads, form, temperature } = knobs;
  const width = queries.shape[2];
  const normed = batchNormed(context, placed, { prefix: "key_", ...BATCH_NORM });
  const [mixed] = graph.apply(conv2dDepthwise, [normed, depthwiseWeight(context, "filter", width, 3)], {});
  const offset = parameter({ parts: [vectorPart("filter_bias", width, 0)], role: "vector" });
  const local = map(graph, "add", [mixed, offset]) as GraphTensor;
  const keys = unitAlong(context, namedLinear(context, "k", rowsOf(context, local), width), 2);
  const own = unitAlong(context, namedLinear(context, "q", layerNormed(context, queries), width), 2);
  const prototypes =
    form === "prototype"
      ? graph.apply(prototypeSelect, [keys, own, logits], { heads, hasMask: true })[0]
      : gatherByHeads(graph, [own, keys, keys], { heads, scale: 1 / temperature, logits });
  const product = namedLinear(context, "p", map(graph, "multiply", [prototypes, own]) as GraphTensor, width);
  const unit = unitAlong(context, product, knobs.normalise === "queries" ? 1 : 2);
  const alpha = parameter({ parts: [vectorPart("alpha", width, 1)], role: "vector" });
  const sum = map(graph, "add", [map(graph, "multiply", [unit, alpha]), prototypes]) as GraphTensor;
  return namedLinear(context, "f", sum, width);
}
