import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { attentionDecode } from "../../../kernels-wgsl/attention_decode/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { embedding } from "../../../kernels-wgsl/embedding/kernel.ts";
import { triangularStep } from "../../../kernels-wgsl/triangular_step/kernel.ts";
import { cached, cacheRows } from "../../decode/cached-attend.ts";
import type { BlockStep, StepContext } from "../../decode/step-context.ts";
import type { KnobsOf } from "../index.ts";
import { directAndReciprocal, fractionsOf, LADDERS, movedValues, overTime, placeTable } from "./build.ts";

type Context = StepContext<KnobsOf<"fraction-attention">>;

/** One token: its fractions against the table and the cached values (CAttnM), or its row over the cached y1 and y2 (CAttnU). */
export const step: BlockStep<"fraction-attention"> = (context) => [
  context.knobs.form === "CAttnM" ? weighed(context) : mixed(context),
];

function weighed(context: Context): GraphTensor {
  const { graph, knobs, position } = context;
  const [x] = context.inputs;
  const table = graph.reshape(placeTable(context), [1, knobs.length, knobs.ladders]);
  const values = cached(context, "values", movedValues(context, x), { rows: cacheRows(context) });
  const [y] = graph.apply(attentionDecode, [fractionsOf(context, x), table, values, position], {
    queryHeads: 1,
    keyHeads: 1,
    valueHeads: 1,
    headWidth: knobs.ladders,
    valueWidth: x.shape[2],
    keyStart: 0,
    valueStart: 0,
    scale: 1,
  });
  return y;
}

function mixed(context: Context): GraphTensor {
  const { graph, position } = context;
  const [x] = context.inputs;
  const own = (whole: GraphTensor): GraphTensor => {
    const [number] = graph.apply(embedding, [position, graph.reshape(whole, [whole.shape[0], 1])], { scale: 1 });
    return graph.reshape(number, [1]);
  };
  const sums = LADDERS.map((ladder) => {
    const y = directAndReciprocal(context, x, ladder, own);
    const rows = cached(context, `y${ladder}`, y, { rows: cacheRows(context) });
    return graph.apply(triangularStep, [overTime(context, ladder), rows, position], {})[0];
  });
  return map(graph, "multiply", sums) as GraphTensor;
}
