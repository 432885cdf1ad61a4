import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { attendSeparate } from "../../build/attend.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { namedLinear } from "../named-linear.ts";

export const build: BlockBuild<"query-attention"> = (context) => {
  const { graph, knobs, inputs } = context;
  const [x, positions] = inputs;
  const width = x.shape[2];
  const placed = map(graph, "add", [x, positions]) as GraphTensor;
  const [q, k] = ["q", "k"].map((name) => namedLinear(context, name, placed, width));
  const settings = {
    queryHeads: knobs.heads,
    kvHeads: knobs.heads,
    headWidth: width / knobs.heads,
    rotaryWidth: 0,
    ropeBase: 1,
    isCausal: false,
  };
  const gathered = attendSeparate(graph, [q, k, namedLinear(context, "v", x, width)], settings);
  return [namedLinear(context, "o", gathered, width)];
};
