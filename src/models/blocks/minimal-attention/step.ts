import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { attentionDecode } from "../../../kernels-wgsl/attention_decode/kernel.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { linear } from "../../build/layers.ts";
import { assertCausal, cached, cacheRows, turnedAtPosition } from "../../decode/cached-attend.ts";
import type { BlockStep, StepContext } from "../../decode/step-context.ts";
import type { KnobsOf } from "../index.ts";
import { compared, valuesOf, written } from "./build.ts";
import { cachesVectorsAlone, minimalLayout } from "./minimal-layout.ts";

/** One token: its query against cached keys and values, or against the cached vectors themselves where these are both. */
export const step: BlockStep<"minimal-attention"> = (context) => {
  const { graph, knobs, position } = context;
  const [x] = context.inputs;
  const width = x.shape[2];
  assertCausal(knobs.causal, "Minimal attention");
  const layout = minimalLayout(knobs, width);
  const rows = cacheRows(context);
  const isMapped = knobs.valueOutput === "both";
  const values = cached(context, "values", isMapped ? valuesOf(context, x) : x, { rows });
  const { query, keys, keyHeads, keyWidth } = cachesVectorsAlone(knobs)
    ? { query: absorbed(context), keys: values, keyHeads: 1, keyWidth: width }
    : comparedWithKeys(context, rows);
  const [gathered] = graph.apply(attentionDecode, [query, keys, values, position], {
    queryHeads: knobs.heads,
    keyHeads,
    valueHeads: isMapped ? knobs.heads : 1,
    headWidth: keyWidth,
    valueWidth: isMapped ? layout.headWidth : width,
    keyStart: 0,
    valueStart: 0,
    scale: 1 / Math.sqrt(knobs.scale === "head" ? layout.headWidth : width),
  });
  return [written(context, gathered, width)];
};

type Context = StepContext<KnobsOf<"minimal-attention">>;

/** Queries that are compared with the vectors themselves: the key map is applied to the query, q (x K)^T = (q K^T) x^T. */
function absorbed(context: Context): GraphTensor {
  const { graph, knobs } = context;
  const [x] = context.inputs;
  const width = x.shape[2];
  const layout = minimalLayout(knobs, width);
  const { query, keyMap } = compared(context, x, layout);
  if (keyMap === null) return query;
  const shape = [knobs.heads, layout.scoreWidth];
  const perHead = [graph.reshape(query, [shape[0], 1, shape[1]]), graph.reshape(keyMap, [...shape, width])];
  const [product] = graph.apply(matmul, perHead, { transposeA: false, transposeB: false });
  return graph.reshape(product, [1, 1, knobs.heads * width]);
}

/** Queries and the keys that are cached for them, both turned where positions are rotary. */
function comparedWithKeys(context: Context, rows: number) {
  const { graph, knobs } = context;
  const [x] = context.inputs;
  const layout = minimalLayout(knobs, x.shape[2]);
  const { scoreWidth, rotaryWidth } = layout;
  const turned = (row: GraphTensor): GraphTensor =>
    turnedAtPosition(context, row, row.shape[2] / scoreWidth, {
      headWidth: scoreWidth,
      rotaryWidth,
      ropeBase: knobs.ropeBase,
    });
  const { query, queryMap, keyMap } = compared(context, x, layout);
  const turnedQuery = turned(query);
  const key = keyMap === queryMap ? turnedQuery : turned(keyMap === null ? x : linear(graph, x, keyMap, null));
  const keys = cached(context, "keys", key, { rows });
  return { query: turnedQuery, keys, keyHeads: key.shape[2] / scoreWidth, keyWidth: scoreWidth };
}
