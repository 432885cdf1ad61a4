import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { attention } from "../../kernels-wgsl/attention/kernel.ts";
import { applyRope } from "../../kernels-wgsl/rope/kernel.ts";

/** What softmax attention needs to know besides its tensors. */
export interface AttendSettings {
  readonly queryHeads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  /** Absent: the head width. */
  readonly valueWidth?: number;
  /** Channels of a head that rotary positions turn; 0 without. */
  readonly rotaryWidth: number;
  readonly ropeBase: number;
  readonly isCausal: boolean;
  readonly window?: number | null;
  /** Factor of the scores; absent: 1 / sqrt(head width). */
  readonly scale?: number;
}

/** How queries meet keys and values: at all positions at once, or for one token against what is cached. */
export interface Attend {
  /** Over packed rows q | k | v, [B, T, (Hq + 2 Hkv) Dh] to [B, T, Hq Dh]. */
  packed(rows: GraphTensor, settings: AttendSettings): GraphTensor;
  /** Over separate queries, keys and values. */
  separate(tensors: readonly [q: GraphTensor, k: GraphTensor, v: GraphTensor], settings: AttendSettings): GraphTensor;
}

/** Attention at all positions at once. */
export const allPositions = (graph: Graph): Attend => ({
  packed: (rows, settings) => attendPacked(graph, rows, settings),
  separate: (tensors, settings) => attendSeparate(graph, tensors, settings),
});

/** Turns heads of rows [B, T, columns] by their positions. */
export function turned(
  graph: Graph,
  rows: GraphTensor,
  heads: number,
  { headWidth, rotaryWidth, ropeBase }: AttendSettings,
): GraphTensor {
  if (rotaryWidth === 0) return rows;
  return applyRope(graph, rows, { heads, headWidth, rotaryWidth, base: ropeBase, offset: 0 }) as GraphTensor;
}

function attributesOf(settings: AttendSettings, isPacked: boolean) {
  const { queryHeads, kvHeads, headWidth, isCausal, window } = settings;
  return {
    queryHeads,
    kvHeads,
    headWidth,
    valueWidth: settings.valueWidth ?? headWidth,
    isCausal,
    window: window ?? null,
    scale: settings.scale ?? 1 / Math.sqrt(headWidth),
    queryOffset: 0,
    isPacked,
    hasKeyMask: false,
  };
}

/** Attention over packed rows q | k | v, [B, T, (Hq + 2 Hkv) Dh] to [B, T, Hq Dh]. */
export function attendPacked(graph: Graph, packed: GraphTensor, settings: AttendSettings): GraphTensor {
  const rows = turned(graph, packed, settings.queryHeads + settings.kvHeads, settings);
  return graph.apply(attention, [rows], attributesOf(settings, true))[0];
}

/** Attention over separate queries, keys and values; keys and values may be one tensor. */
export function attendSeparate(
  graph: Graph,
  [q, k, v]: readonly [q: GraphTensor, k: GraphTensor, v: GraphTensor],
  settings: AttendSettings,
): GraphTensor {
  const inputs = [turned(graph, q, settings.queryHeads, settings), turned(graph, k, settings.kvHeads, settings), v];
  return graph.apply(attention, inputs, attributesOf(settings, false))[0];
}
