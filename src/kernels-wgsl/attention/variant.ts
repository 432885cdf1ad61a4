import { expand } from "../_kernel/expander.ts";
import type { DeviceTraits } from "../_kernel/operator.ts";
import { inputCount, type AttentionAttributes } from "./attention-shape.ts";
import * as snippets from "./tensors.ts";

export type AttentionPass = "forward" | "rows" | "columns";

/** What a kernel's text depends on: head widths and the way work is shared; never batch, heads or length. */
export interface Variant {
  /** Tiles of keys and values in workgroup memory (GPUs), or everything in registers (software adapters). */
  readonly isTiled: boolean;
  /** Four threads load one key each and share them by broadcast. */
  readonly hasQuads: boolean;
  /** Bindings hold vec4f: both widths divide by 4. */
  readonly isVector: boolean;
  /** Rows (queries, or keys in the columns pass) per thread (registers) or per workgroup (tiles). */
  readonly rows: number;
  /** Keys (queries in the columns pass) that one step of the loop takes. */
  readonly step: number;
}

/** Rows of one workgroup of the tiled kernels; each row has four threads. */
export const TILE_ROWS = 32;
export const TILE_THREADS = 128;
const WORKGROUP_BYTES = 16_384;
/** Quads of one workgroup of the register kernels. */
export const QUADS_PER_WORKGROUP = 16;

/** Vectors of four channels that hold a width. */
export const vectorsOf = (width: number): number => Math.ceil(width / 4);

/** Vectors of a tile's row: every one of four threads owns as many, so that all reads stay inside. */
export const tileVectors = (width: number): number => 4 * Math.ceil(width / 16);

/** Largest step, 16 at most so that several workgroups share a core, whose tiles fit into workgroup memory. */
function tileStep(pass: AttentionPass, { headWidth, valueWidth }: AttentionAttributes): number {
  const weights = pass === "columns" ? 2 : 1;
  // One vector of padding per row keeps the rows of a tile in different banks.
  const rowBytes = 16 * (tileVectors(headWidth) + 1 + tileVectors(valueWidth) + 1);
  const bytes = (step: number): number => step * rowBytes + 4 * weights * TILE_ROWS * (step + 1) + 4 * TILE_THREADS;
  return [16, 8, 4].find((step) => bytes(step) <= WORKGROUP_BYTES) ?? 4;
}

/**
 * Rows per thread, by what stays in registers at a bearable compile time: 4 forward and 2 backward up to 32 channels
 * (measured; the backward at 4 compiles for seconds), fewer for wide heads.
 */
function registerRows(pass: AttentionPass, { headWidth, valueWidth }: AttentionAttributes): number {
  const width = Math.max(headWidth, valueWidth);
  if (pass === "forward") return width <= 32 ? 4 : width <= 64 ? 2 : 1;
  return width <= 32 ? 2 : 1;
}

export function variantOf(pass: AttentionPass, attributes: AttentionAttributes, traits: DeviceTraits): Variant {
  const isTiled = !traits.isSoftware;
  return {
    isTiled,
    hasQuads: traits.hasQuads && !isTiled,
    isVector: attributes.headWidth % 4 === 0 && attributes.valueWidth % 4 === 0,
    rows: isTiled ? TILE_ROWS : registerRows(pass, attributes),
    step: isTiled ? tileStep(pass, attributes) : 4,
  };
}

/** Rows that one owner (a quad, or a workgroup) has. */
export const rowsPerOwner = (variant: Variant): number => (variant.isTiled ? TILE_ROWS : 4 * variant.rows);

export function expandAttention(
  source: string,
  attributes: AttentionAttributes,
  variant: Variant,
  flags: Readonly<Record<string, boolean>> = {},
): string {
  const { headWidth, valueWidth } = attributes;
  const element = variant.isVector ? 4 : 1;
  const tile = {
    STEP: variant.step,
    HEAD_TILE: tileVectors(headWidth) + 1,
    VALUE_TILE: tileVectors(valueWidth) + 1,
    HEAD_OWN: tileVectors(headWidth) / 4,
    VALUE_OWN: tileVectors(valueWidth) / 4,
  };
  return expand(source, {
    directives: variant.hasQuads ? "enable subgroups;\ndiagnostic(off, subgroup_uniformity);" : "",
    constants: {
      QUADS: variant.hasQuads,
      VECTOR: variant.isVector,
      PACKED: attributes.isPacked,
      MASKED: attributes.hasKeyMask,
      ...flags,
      INPUTS: inputCount(attributes),
      HEAD_WIDTH: headWidth,
      VALUE_WIDTH: valueWidth,
      HEAD_STRIDE: headWidth / element,
      VALUE_STRIDE: valueWidth / element,
      E: vectorsOf(headWidth),
      EV: vectorsOf(valueWidth),
      ROWS: variant.rows,
      ...(variant.isTiled ? tile : {}),
    },
    snippets: { ...snippets },
  });
}
