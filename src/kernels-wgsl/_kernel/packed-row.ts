import type { Counters } from "../../lib/counters.ts";
import type { Expansion } from "./expander.ts";
import type { DeviceTraits } from "./operator.ts";
import { expandRowKernel } from "./row-sum.ts";

/**
 * Kernels along contiguous elements are written once for `Pack`: a vec4f where the extent divides by four, else an f32.
 * PACK is the number of elements of one.
 */
export const PACK_WGSL = `
//: if IS_PACKED
alias Pack = vec4f;
fn pack_sum(v: Pack) -> f32 { return (v.x + v.y) + (v.z + v.w); }
fn pack_max(v: Pack) -> f32 { return max(max(v.x, v.y), max(v.z, v.w)); }
//: else
alias Pack = f32;
fn pack_sum(v: Pack) -> f32 { return v; }
fn pack_max(v: Pack) -> f32 { return v; }
//: end
`;

/** Companion of ROW_SUM: the largest part of a row, from uniform control flow. */
const ROW_MAX = `
//: if WIDE
fn row_max(part: f32, lane: u32) -> f32 {
  workgroupBarrier();
  row_parts[lane] = part;
  workgroupBarrier();
  for (var width = 32u; width > 0u; width >>= 1u) {
    if (lane < width) { row_parts[lane] = max(row_parts[lane], row_parts[lane + width]); }
    workgroupBarrier();
  }
  return row_parts[0];
}
//: else
fn row_max(part: f32, lane: u32) -> f32 { return part; }
//: end
`;

/** Elements of a Pack. */
export type Pack = 1 | 4;

/** The pack of rows of `extent` elements. */
export const packOf = (extent: number): Pack => (extent % 4 === 0 ? 4 : 1);

/** `expandRowKernel` with the snippets PACK_TYPE and ROW_MAX (behind ROW_SUM) and the constant PACK. */
export function expandPackedRowKernel(
  source: string,
  pack: Pack,
  traits: DeviceTraits,
  expansion: Expansion = {},
): string {
  return expandRowKernel(
    source,
    traits,
    withPack(pack, { ...expansion, snippets: { ROW_MAX, ...expansion.snippets } }),
  );
}

/** Adds the snippet PACK_TYPE and its constants to an expansion. */
export function withPack(pack: Pack, expansion: Expansion = {}): Expansion {
  return {
    ...expansion,
    constants: { PACK: pack, IS_PACKED: pack === 4, ...expansion.constants },
    snippets: { PACK_TYPE: PACK_WGSL, ...expansion.snippets },
  };
}

/**
 * What `times` row_sum or row_max calls cost in each of `rows` rows: nothing where one thread owns a row. What all lanes of
 * a row repeat (a division by its sum) is counted once wherever rows are counted.
 */
export function rowReductionCost(
  rows: number,
  times: number,
  traits: DeviceTraits,
): Pick<Counters, "adds" | "workgroupBytes"> {
  if (traits.isSoftware) return { adds: 0, workgroupBytes: 0 };
  const accesses = 64 + 3 * 63 + 64;
  return { adds: 63 * rows * times, workgroupBytes: 4 * accesses * rows * times };
}

/** Threads that share a row. */
export const lanesOf = (traits: DeviceTraits): number => (traits.isSoftware ? 1 : 64);

/** Additions of `times` pack_sum calls per lane in each of `rows` rows. */
export function packSumAdds(rows: number, times: number, pack: Pack, traits: DeviceTraits): number {
  return rows * times * (pack - 1) * lanesOf(traits);
}
