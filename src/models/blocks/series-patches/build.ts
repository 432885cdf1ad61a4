import { indexSelect } from "../../../kernels-wgsl/index_select/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { patchCount } from "./block.ts";

/** [..., T] to [..., patches, patch]: a step that lies beyond the end is the last one. */
export const build: BlockBuild<"series-patches"> = ({ graph, knobs: { patch, stride }, inputs: [x] }) => {
  const steps = x.shape[x.shape.length - 1];
  const patches = patchCount(steps, patch, stride);
  const places = graph.constant(
    `${patches} patches of ${patch} every ${stride} of ${steps}`,
    { shape: [patches * patch], dtype: "i32" },
    () =>
      Float64Array.from({ length: patches * patch }, (_, i) =>
        Math.min(steps - 1, Math.floor(i / patch) * stride + (i % patch)),
      ),
  );
  const [taken] = graph.apply(indexSelect, [x, places], { axis: x.shape.length - 1 });
  return [graph.reshape(taken, [...x.shape.slice(0, -1), patches, patch])];
};
