import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { sizeOf } from "../../../kernels-wgsl/index.ts";
import { rmsnorm } from "../../../kernels-wgsl/rmsnorm/kernel.ts";
import { split } from "../../../kernels-wgsl/split/kernel.ts";
import { allPositions, type Attend, type AttendSettings } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { linear, matrixPart } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";
import { mixedLayout } from "./block.ts";
import { placeTable, withPlaces, withSlopes } from "./linear-bias.ts";
import { mixed } from "./mixing.ts";

const NORM_EPS = 1e-6;

export type Knobs = KnobsOf<"mixed-attention">;

/** How tokens meet, and where they stand. */
export interface MixedForm {
  readonly attend: Attend;
  /** Places of the rows as a column [T, 1]. */
  readonly places: (length: number) => GraphTensor;
}

export const build: BlockBuild<"mixed-attention"> = (context) => {
  const form = { attend: allPositions(context.graph), places: (length: number) => placeTable(context, length) };
  return [mixedBlock(context, form)];
};

/** The block around either form: y [..., T, C] from what is compared and what is moved. */
export function mixedBlock(context: BuildContext<Knobs>, form: MixedForm): GraphTensor {
  const { graph, knobs } = context;
  const [input] = context.inputs;
  const [positions, width] = input.shape.slice(-2);
  const [compared, moved] = context.inputs.map((stream) =>
    graph.reshape(stream, [sizeOf(input.shape) / (positions * width), positions, width]),
  );
  const { heads } = knobs;
  const value = valueOf(context, knobs.valueSource === "token" ? moved : compared);
  const [q, k] = compare(context, compared);
  const gathered = gather(context, [q, k, value], form);
  const y = mixed(context, gathered, { name: "wo", heads, mixing: knobs.mixing, isOutput: true });
  // Zero times the update, not nothing: the parameters stay those of the trained model.
  const kept = knobs.ablate && !context.isTraining ? (map(graph, "scale", [y], 0) as GraphTensor) : y;
  return graph.reshape(kept, input.shape);
}

function valueOf(context: BuildContext<Knobs>, source: GraphTensor): GraphTensor {
  const { heads, mixing, normValue } = context.knobs;
  const x = normValue ? context.graph.apply(rmsnorm, [source], { eps: NORM_EPS, groups: heads })[0] : source;
  return mixed(context, x, { name: "wv", heads, mixing, isOutput: false });
}

/** Queries and keys [B, T, C]: one packed dense matrix, or mixed as values are. */
function compare(context: BuildContext<Knobs>, x: GraphTensor): readonly [GraphTensor, GraphTensor] {
  const { graph, knobs, parameter } = context;
  const { heads, mixing, where } = knobs;
  const width = x.shape[2];
  if (where === "values-and-output" || mixing === "dense") {
    const parts = [matrixPart("wq", width, width), matrixPart("wk", width, width)] as const;
    const both = linear(graph, x, parameter({ parts: [...parts], role: "matrix" }), null);
    const [q, k] = graph.apply(split, [both], { widths: [width, width] });
    return [q, k];
  }
  const own = (name: string): GraphTensor => mixed(context, x, { name, heads, mixing, isOutput: false });
  return [own("wq"), own("wk")];
}

function gather(
  context: BuildContext<Knobs>,
  [q, k, v]: readonly [GraphTensor, GraphTensor, GraphTensor],
  { attend, places }: MixedForm,
): GraphTensor {
  const { knobs, isTraining } = context;
  const layout = mixedLayout(knobs, q.shape[2]);
  const { queryHeads: heads, headWidth } = layout;
  const settings: AttendSettings = {
    ...layout,
    valueWidth: headWidth,
    ropeBase: knobs.ropeBase,
    isCausal: knobs.causal,
    scale: (isTraining ? 1 : knobs.amplify) / Math.sqrt(headWidth),
  };
  if (knobs.position !== "alibi") return attend.separate([q, k, v], settings);
  const wide = [withSlopes(context, q, heads), withPlaces(context, k, heads, places(q.shape[1])), v] as const;
  return attend.separate(wide, { ...settings, headWidth: headWidth + 1 });
}
