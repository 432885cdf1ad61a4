import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { allPositions, type Attend } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { dropped, linear, matrixPart, startStd, vectorPart } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";
import { headLayout } from "./head-layout.ts";

export const build: BlockBuild<"attention"> = (context) => [attentionBlock(context, allPositions(context.graph))];

/** The block around its attention: y [..., T, C] from x. */
export function attentionBlock(
  context: BuildContext<KnobsOf<"attention">>,
  attend: Pick<Attend, "packed">,
): GraphTensor {
  const { graph, knobs, parameter } = context;
  const [input] = context.inputs;
  const [positions, width] = input.shape.slice(-2);
  const layout = headLayout(knobs, width);
  const queryWidth = layout.queryHeads * layout.headWidth;
  const kvWidth = layout.kvHeads * layout.headWidth;
  // Leading position axes are batches of their own: attention runs along the last.
  const x = graph.reshape(input, [sizeOf(input.shape) / (positions * width), positions, width]);

  const start = knobs.start === "half-fan-in" ? "half-fan-in" : "depth-scaled";
  const inputStd = startStd(start, width);
  const projection = parameter({
    parts: [
      matrixPart("wq", queryWidth, width, inputStd),
      matrixPart("wk", kvWidth, width, inputStd),
      matrixPart("wv", kvWidth, width, inputStd),
    ],
    role: "matrix",
  });
  const offsets = knobs.bias
    ? parameter({
        parts: [vectorPart("bq", queryWidth, 0), vectorPart("bk", kvWidth, 0), vectorPart("bv", kvWidth, 0)],
        role: "vector",
      })
    : null;
  const packed = linear(graph, x, projection, offsets);
  const gathered = attend.packed(packed, {
    ...layout,
    ropeBase: knobs.ropeBase,
    isCausal: knobs.causal,
    window: knobs.window,
  });
  // Summing over more channels than the stream has would raise the branch's variance.
  const widthScale = knobs.start === "width-scaled" ? Math.sqrt(width / queryWidth) : 1;
  const std = widthScale * startStd(start, queryWidth, context.residualCount);
  const wo = parameter({ parts: [matrixPart("wo", width, queryWidth, std)], role: "matrix" });
  const bo = knobs.bias || knobs.outputBias ? parameter({ parts: [vectorPart("bo", width, 0)], role: "vector" }) : null;
  const output: GraphTensor = linear(graph, gathered, wo, bo);
  return graph.reshape(dropped(context, output, knobs.dropout), input.shape);
}
