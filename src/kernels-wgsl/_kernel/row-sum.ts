import { expand, type Expansion } from "./expander.ts";
import type { DeviceTraits } from "./operator.ts";

/**
 * Snippet for kernels that reduce along rows. A row is owned by LANES threads: 64 on a GPU, so that a wave reads
 * consecutive elements; one on a software adapter, where a barrier costs as much as a hundred loads. The kernel loops
 * `for (var j = lane; j < n; j += LANES)`, calls `row_sum` from uniform control flow and guards only its stores.
 * Workgroups hold ROWS rows: launch `foldWorkgroups(rows, rowsPerWorkgroup(traits))` with @workgroup_size(64).
 */
const ROW_SUM = `
//: if WIDE
var<workgroup> row_parts: array<f32, 64>;
fn row_sum(part: f32, lane: u32) -> f32 {
  workgroupBarrier();
  row_parts[lane] = part;
  workgroupBarrier();
  for (var width = 32u; width > 0u; width >>= 1u) {
    if (lane < width) { row_parts[lane] += row_parts[lane + width]; }
    workgroupBarrier();
  }
  return row_parts[0];
}
//: else
fn row_sum(part: f32, lane: u32) -> f32 { return part; }
//: end
`;

export function rowsPerWorkgroup(traits: DeviceTraits): number {
  return traits.isSoftware ? 64 : 1;
}

/** Expands a row-reducing kernel: gives it LANES, ROWS, the flag WIDE and the function `row_sum`. */
export function expandRowKernel(source: string, traits: DeviceTraits, expansion: Expansion = {}): string {
  const isWide = !traits.isSoftware;
  return expand(source, {
    ...expansion,
    constants: { ...expansion.constants, WIDE: isWide, LANES: isWide ? 64 : 1, ROWS: isWide ? 1 : 64 },
    snippets: { ...expansion.snippets, ROW_SUM },
  });
}
