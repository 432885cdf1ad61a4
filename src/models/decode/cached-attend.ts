import type { GraphTensor } from "../../engine/graph/graph.ts";
import { attentionDecode } from "../../kernels-wgsl/attention_decode/kernel.ts";
import { cacheAppend } from "../../kernels-wgsl/cache_append/kernel.ts";
import { rope } from "../../kernels-wgsl/rope/kernel.ts";
import { Failure } from "../../lib/failure.ts";
import type { Attend, AttendSettings } from "../build/attend.ts";
import type { StepContext } from "./step-context.ts";

type Context = StepContext<unknown>;

/** Refuses what needs tokens that are not written yet. */
export function assertCausal(isCausal: boolean, block: string): void {
  if (isCausal) return;
  throw new Failure(`${block} looks at later tokens, so it cannot write text token by token; switch Causal on.`);
}

/** Rows that a cache needs: the window where there is one, else the longest sequence. */
export function cacheRows(context: Pick<Context, "capacity">, window: number | null = null): number {
  return Math.min(context.capacity, window ?? context.capacity);
}

/** Keeps `width` columns of this token's row x [1, 1, S] from `start` on; returns the cache [1, rows, width], this row included. */
export function cached(
  { graph, position, state }: Context,
  name: string,
  x: GraphTensor,
  { rows, start = 0, width = x.shape[2] - start }: { rows: number; start?: number; width?: number },
): GraphTensor {
  const cache = state(name, [1, rows, width]);
  graph.apply(cacheAppend, [x, position, cache], { start });
  return cache;
}

/** Turns the leading heads of this token's row by its position. */
export function turnedAtPosition(
  { graph, rotation }: Context,
  row: GraphTensor,
  heads: number,
  { headWidth, rotaryWidth, ropeBase }: Pick<AttendSettings, "headWidth" | "rotaryWidth" | "ropeBase">,
): GraphTensor {
  if (rotaryWidth === 0) return row;
  return graph.apply(rope, [row, rotation(rotaryWidth, ropeBase)], { heads, headWidth, rotaryWidth })[0];
}

function attributesOf(settings: AttendSettings, starts: { keyStart: number; valueStart: number }) {
  const { queryHeads, kvHeads, headWidth } = settings;
  return {
    queryHeads,
    keyHeads: kvHeads,
    valueHeads: kvHeads,
    headWidth,
    valueWidth: settings.valueWidth ?? headWidth,
    scale: settings.scale ?? 1 / Math.sqrt(headWidth),
    ...starts,
  };
}

/** Attention of one token over what this block has cached; the step form of `allPositions`. */
export function cachedAttend(context: Context, block: string): Attend {
  const { graph, position } = context;
  return {
    packed(packed, settings) {
      assertCausal(settings.isCausal, block);
      const { queryHeads, kvHeads, headWidth, valueWidth = headWidth, window } = settings;
      const row = turnedAtPosition(context, packed, queryHeads + kvHeads, settings);
      const both = cached(context, "keys_values", row, {
        rows: cacheRows(context, window),
        start: queryHeads * headWidth,
        width: kvHeads * (headWidth + valueWidth),
      });
      const attributes = attributesOf(settings, { keyStart: 0, valueStart: kvHeads * headWidth });
      return graph.apply(attentionDecode, [row, both, both, position], attributes)[0];
    },
    separate([q, k, v], settings) {
      assertCausal(settings.isCausal, block);
      const rows = cacheRows(context, settings.window);
      const query = turnedAtPosition(context, q, settings.queryHeads, settings);
      const keys = cached(context, "keys", turnedAtPosition(context, k, settings.kvHeads, settings), { rows });
      const values = cached(context, "values", v, { rows });
      const attributes = attributesOf(settings, { keyStart: 0, valueStart: 0 });
      return graph.apply(attentionDecode, [query, keys, values, position], attributes)[0];
    },
  };
}
