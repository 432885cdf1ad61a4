import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import type { KnobsOf } from "../index.ts";
import { innerShape } from "./inner-shape.ts";
import { wholeSequence, type MixerForm } from "./mixer-form.ts";
import { ssdMixer } from "./ssd-mixer.ts";
import { selectiveMixer } from "./selective-mixer.ts";

export const build: BlockBuild<"mamba"> = (context) => [mambaBlock(context, wholeSequence(context.graph))];

/** The block around its filter and its recurrence: y [B, ...positions, D] from x. */
export function mambaBlock(context: BuildContext<KnobsOf<"mamba">>, form: MixerForm): GraphTensor {
  const { graph, knobs } = context;
  const [input] = context.inputs;
  const [batch] = input.shape;
  const width = input.shape[input.shape.length - 1];
  const positions = input.shape.slice(1, -1);
  const shape = innerShape(knobs, { width, positions });
  // The paths lead through all positions, row by row where there are several axes.
  const x: GraphTensor = graph.reshape(input, [batch, sizeOf(positions), width]);
  const mixer = knobs.ssm === "mamba2" ? ssdMixer : selectiveMixer;
  return graph.reshape(mixer(context, form, x, shape), input.shape);
}
