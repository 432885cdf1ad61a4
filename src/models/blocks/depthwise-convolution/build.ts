import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { conv2dDepthwise } from "../../../kernels-wgsl/conv2d_dw/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { vectorPart } from "../../build/layers.ts";
import { asMap } from "../map-shape.ts";

export const build: BlockBuild<"depthwise-convolution"> = (context) => {
  const { graph, knobs, inputs, shapes, parameter } = context;
  const x = asMap(graph, inputs[0], shapes);
  const channels = x.shape[3];
  const [y] = graph.apply(conv2dDepthwise, [x, depthwiseWeight(context, "weight", channels, knobs.kernel)], {});
  const offset = knobs.bias ? [parameter({ parts: [vectorPart("bias", channels, 0)], role: "vector" })] : [];
  const shifted = offset.length === 0 ? y : (map(graph, "add", [y, ...offset]) as GraphTensor);
  return [graph.reshape(shifted, inputs[0].shape)];
};

/** Filters [C, side, side], normal with variance 2 / side^2; they decay, but are no matrix that Muon could orthogonalise. */
export function depthwiseWeight(
  { parameter }: Pick<BuildContext<unknown>, "parameter">,
  name: string,
  channels: number,
  side: number,
): GraphTensor {
  const initialiser = { kind: "normal", standardDeviation: Math.SQRT2 / side } as const;
  return parameter({ parts: [{ name, shape: [channels, side, side], initialiser }], role: "vector", decay: true });
}
