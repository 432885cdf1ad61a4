import { expand } from "../_kernel/expander.ts";
import type { DeviceTraits } from "../_kernel/operator.ts";
import { namedCandidate, type Candidates } from "../_kernel/variant-table.ts";
import { inputCount, type AttentionAttributes, type AttentionShape } from "./attention-shape.ts";
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
  /** In registers, the keys of a step are a loop of their own, not text: less to compile. */
  readonly loops: boolean;
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

interface Situation {
  readonly pass: AttentionPass;
  readonly attributes: AttentionAttributes;
  readonly traits: DeviceTraits;
}

const isVector = ({ headWidth, valueWidth }: AttentionAttributes): boolean =>
  headWidth % 4 === 0 && valueWidth % 4 === 0;

const inRegisters =
  (rows: number, hasQuads: boolean) =>
  ({ attributes, traits }: Situation): Variant | null =>
    hasQuads && !traits.hasQuads
      ? null
      : { isTiled: false, hasQuads, isVector: isVector(attributes), rows, step: 4, loops: false };

const inTiles = ({ pass, attributes }: Situation): Variant => ({
  isTiled: true,
  hasQuads: false,
  isVector: isVector(attributes),
  rows: TILE_ROWS,
  step: tileStep(pass, attributes),
  loops: false,
});

/** The variants that a table may name: rows of a thread in registers, alone or in quads that share keys; tiles. */
export const ATTENTION_CANDIDATES = {
  "registers 1": inRegisters(1, false),
  "registers 2": inRegisters(2, false),
  "registers 4": inRegisters(4, false),
  "quads 1": inRegisters(1, true),
  "quads 2": inRegisters(2, true),
  "quads 4": inRegisters(4, true),
  tiles: inTiles,
} satisfies Candidates<Situation, Variant>;

/** A class for each pass: what decides, the width of a head, is in the kernel's own rule. */
export const attentionClass = (pass: AttentionPass): string => `attention ${pass}`;

export const ATTENTION_CLASSES: readonly string[] = (["forward", "rows", "columns"] as const).map(attentionClass);

/** Rows that a tile would mostly leave empty, against so few others that walking them is short. */
const SHORT_ROWS = 16;
const SHORT_WALK = 128;

/** Whether a pass has only a few rows for each head: words of a patch, tokens of a unit, a single query. */
function isShort(pass: AttentionPass, { queries, keys }: AttentionShape): boolean {
  const [rows, walk] = pass === "columns" ? [keys, queries] : [queries, keys];
  return rows <= SHORT_ROWS && walk <= SHORT_WALK;
}

/**
 * What the device's table names, else tiles in hardware and registers in software. Short sequences are a case of their own that no table
 * was timed on: registers everywhere, with no more rows for a thread than there are.
 */
export function variantOf(
  pass: AttentionPass,
  attributes: AttentionAttributes,
  shape: AttentionShape,
  traits: DeviceTraits,
): Variant {
  const situation = { pass, attributes, traits };
  const most = registerRows(pass, attributes);
  const hasQuads = traits.isSoftware && traits.hasQuads;
  const registers = { isTiled: false, hasQuads, isVector: isVector(attributes), step: 4, loops: false } as const;
  if (isShort(pass, shape)) {
    const rows = pass === "columns" ? shape.keys : shape.queries;
    return { ...registers, rows: traits.isSoftware && rows > 4 ? (rows > 8 ? most : Math.min(most, 2)) : 1 };
  }
  const named = namedCandidate<Situation, Variant>(traits, attentionClass(pass), ATTENTION_CANDIDATES, situation);
  return named ?? (traits.isSoftware ? { ...registers, rows: most } : inTiles(situation));
}

/**
 * What compiles in a fraction of the time and gives the same bits: one row per thread, its keys in a loop. The forward pass takes
 * keys in fours from the first of its owner's, so where a window moves that, the rows stay as they are. Null for tiles.
 */
export function starterOf(pass: AttentionPass, { window }: AttentionAttributes, variant: Variant): Variant | null {
  if (variant.isTiled) return null;
  const rows = pass === "forward" && window !== null ? variant.rows : 1;
  return { ...variant, rows, loops: true };
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
      LOOPS: variant.loops,
      UNROLL: variant.loops ? 1 : 4,
      ...(variant.isTiled ? tile : {}),
    },
    snippets: { ...snippets },
  });
}
