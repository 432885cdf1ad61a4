import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { applyConv2d } from "../../../kernels-wgsl/conv2d/apply.ts";
import { conv2dDepthwise } from "../../../kernels-wgsl/conv2d_dw/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { BATCH_NORM, batchNormed } from "../../build/batch-normed.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { matrixPart, vectorPart } from "../../build/layers.ts";
import { paddingOf } from "../convolution/block.ts";
import { depthwiseWeight } from "../depthwise-convolution/build.ts";
import { asMap } from "../map-shape.ts";
import { branchesOf, hasIdentity, mergedKernel, type BranchedKnobs } from "./branches.ts";
import type { Branch } from "./extra-branches.ts";

export const build: BlockBuild<"branched-convolution"> = (context) => {
  const { graph, knobs, inputs, shapes, parameter } = context;
  const x = asMap(graph, inputs[0], shapes);
  const channels = x.shape[3];
  const sum = knobs.merged ? mergedSum(context, x) : branchSum(context, x, channels);
  const y = knobs.merged
    ? map(graph, "add", [sum, parameter({ parts: [vectorPart("bias", knobs.width ?? channels, 0)], role: "vector" })])
    : sum;
  return [(knobs.activation === "relu" ? map(graph, "relu", [y]) : y) as GraphTensor];
};

function branchSum(context: BuildContext<BranchedKnobs>, x: GraphTensor, channels: number): GraphTensor {
  const { graph, knobs } = context;
  const normed = (value: GraphTensor, name: string): GraphTensor =>
    batchNormed(context, value, { ...BATCH_NORM, prefix: `${name}_` });
  const branches = branchesOf(knobs, channels).map((branch) =>
    normed(convolved(context, x, branch, `${branch.name}_weight`), branch.name),
  );
  const all = hasIdentity(knobs, channels) ? [...branches, normed(x, "identity")] : branches;
  return all.reduce((total, next) => map(graph, "add", [total, next]) as GraphTensor);
}

function mergedSum(context: BuildContext<BranchedKnobs>, x: GraphTensor): GraphTensor {
  const { groups } = context.knobs;
  return convolved(context, x, { name: "merged", kernel: mergedKernel(context.knobs, x.shape[3]), groups }, "weight");
}

function convolved(
  context: BuildContext<BranchedKnobs>,
  x: GraphTensor,
  { kernel, groups }: Branch,
  name: string,
): GraphTensor {
  const { graph, knobs, parameter } = context;
  const { stride } = knobs;
  const channels = x.shape[3];
  const width = knobs.width ?? channels;
  if (groups === channels && width === channels && stride === 1 && kernel % 2 === 1 && knobs.padding === null) {
    return graph.apply(conv2dDepthwise, [x, depthwiseWeight(context, name, channels, kernel)], {})[0];
  }
  const std = Math.sqrt((2 * groups) / (kernel * kernel * width));
  const columns = (kernel * kernel * channels) / groups;
  const filters = parameter({ parts: [matrixPart(name, width, columns, std)], role: "matrix" });
  const weight = graph.reshape(filters, [width, kernel, kernel, channels / groups]);
  const padding = paddingOf({ kernel, stride, padding: knobs.padding });
  const settings = { stride: [stride, stride], padding: [padding, padding], dilation: [1, 1], groups } as const;
  return applyConv2d(graph, x, weight, settings) as GraphTensor;
}
