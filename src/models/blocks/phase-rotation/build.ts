import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { givensRotation } from "../../../kernels-wgsl/givens_rotation/kernel.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { vectorPart } from "../../build/layers.ts";

export const build: BlockBuild<"phase-rotation"> = ({ graph, knobs, inputs: [x], depth, parameter }) => {
  const width = x.shape[x.shape.length - 1];
  const start = {
    "depth-linear": ((depth.index + 1) * Math.PI) / (2 * depth.count),
    zero: 0,
    constant: knobs.theta,
  }[knobs.thetaInit];
  const theta = parameter({
    parts: [vectorPart("theta", width / (2 * knobs.phases), start)],
    role: "vector",
    isTrainable: !knobs.frozen,
  });
  const attributes = { phases: knobs.phases, hasOffset: knobs.offset === "full-turn" };
  const [turned] = graph.apply(givensRotation, [x, theta], attributes);
  return [knobs.residual ? (map(graph, "add", [x, turned]) as GraphTensor) : turned];
};
