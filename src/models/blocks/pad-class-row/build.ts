import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import type { BlockBuild } from "../../build/block-build.ts";

export const build: BlockBuild<"pad-class-row"> = ({ graph, inputs: [x] }) => {
  const [batch, , width] = x.shape;
  const zeros = graph.constant(`zero row [${batch}, ${width}]`, f32(batch, 1, width), () => {
    return new Float64Array(batch * width);
  });
  return graph.apply(concat, [zeros, x], { axis: 1 });
};
