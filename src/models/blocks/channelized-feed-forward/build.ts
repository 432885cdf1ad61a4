import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart, outputStd } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";
import { blockDiagonal } from "../mixed-attention/mixing.ts";

export const build: BlockBuild<"channelized-feed-forward"> = (context) => {
  const { graph, knobs, residualCount } = context;
  const [x] = context.inputs;
  const wide = layer(context, x, { name: "w_up", output: knobs.hidden, std: undefined });
  const active = map(graph, "gelu_erf", [wide]) as GraphTensor;
  const output = x.shape[x.shape.length - 1];
  const y = layer(context, active, { name: "w_down", output, std: outputStd(residualCount) });
  // Zero times the update, not nothing: the parameters stay those of the trained model.
  return [knobs.ablate && !context.isTraining ? (map(graph, "scale", [y], 0) as GraphTensor) : y];
};

/** Over all channels, or over those of each head. */
function layer(
  context: BuildContext<KnobsOf<"channelized-feed-forward">>,
  x: GraphTensor,
  { name, output, std }: { readonly name: string; readonly output: number; readonly std: number | undefined },
): GraphTensor {
  const { graph, knobs, parameter } = context;
  if (knobs.channels === "independent") return blockDiagonal(context, x, { name, heads: knobs.heads, output, std });
  const part = matrixPart(name, output, x.shape[x.shape.length - 1], std);
  return linear(graph, x, parameter({ parts: [part], role: "matrix" }), null);
}
