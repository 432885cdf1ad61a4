import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import type { BlockBuild } from "../../build/block-build.ts";
import { innerShape } from "./inner-shape.ts";
import { ssdMixer } from "./ssd-mixer.ts";
import { selectiveMixer } from "./selective-mixer.ts";

export const build: BlockBuild<"mamba"> = (context) => {
  const { graph, knobs } = context;
  const [input] = context.inputs;
  const [batch] = input.shape;
  const width = input.shape[input.shape.length - 1];
  const positions = input.shape.slice(1, -1);
  const shape = innerShape(knobs, { width, positions });
  // The paths lead through all positions, row by row where there are several axes.
  const x: GraphTensor = graph.reshape(input, [batch, sizeOf(positions), width]);
  const mixer = knobs.ssm === "mamba2" ? ssdMixer : selectiveMixer;
  return [graph.reshape(mixer(context, x, shape), input.shape)];
};
