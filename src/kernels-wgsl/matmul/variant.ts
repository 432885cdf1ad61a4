import type { DeviceTraits } from "../_kernel/operator.ts";
import type { GemmShape, MatmulLayout } from "./gemm-shape.ts";

/** Which kernel file computes a product. */
export type Form = "nn" | "nt" | "tn" | "strided" | "shared";

/** One way to compute a product: a kernel, the tile of a thread, the tile of a workgroup, pieces of the reduction. */
export interface Variant {
  readonly form: Form;
  /** Threads of a quad load a quarter of the rows each and broadcast them. */
  readonly sharesRows: boolean;
  /** Rows and columns that one thread owns. */
  readonly rows: number;
  readonly columns: number;
  /** Rows of threads in a workgroup. */
  readonly waves: number;
  /** Threads of a workgroup. */
  readonly threads: number;
  readonly workgroupRows: number;
  readonly workgroupColumns: number;
  /** Pieces that the reduction is cut into, each summed by its own workgroups; above 1 a second pass adds them. */
  readonly splits: number;
  /** Terms per piece, a multiple of 16. */
  readonly splitLength: number;
  /** Elements handled at once: operands and results are bound as vec4 or as scalars. */
  readonly lanes: 1 | 4;
}

type Tile = Omit<Variant, "splits" | "splitLength">;

/** Shortest piece worth its own partial result. */
const MIN_SPLIT_LENGTH = 128;
/** Workgroups that keep a device busy: a few per core in software, several per compute unit in hardware. */
const SOFTWARE_WORKGROUPS = 12;
const HARDWARE_WORKGROUPS = 96;

function registerTile(form: Form, rows: number, columns: number, sharesRows: boolean): Tile {
  const waves = 8;
  return {
    form,
    sharesRows,
    rows,
    columns,
    waves,
    threads: 4 * waves,
    workgroupRows: waves * rows,
    workgroupColumns: 4 * columns,
    lanes: form === "strided" ? 1 : 4,
  };
}

function sharedTile(rows: number): Tile {
  return {
    form: "shared",
    sharesRows: false,
    rows,
    columns: 4,
    waves: 16,
    threads: 256,
    workgroupRows: 16 * rows,
    workgroupColumns: 64,
    lanes: 1,
  };
}

/** The vec4 kernel of a layout, or null where an inner extent does not divide by four or both operands are transposed. */
function vectorForm({ m, n, k }: GemmShape, { transposeA, transposeB }: MatmulLayout): Form | null {
  if (n % 4 !== 0 || k % 4 !== 0 || (transposeA && (transposeB || m % 4 !== 0))) return null;
  return transposeA ? "tn" : transposeB ? "nt" : "nn";
}

/**
 * The variant for a product on a device. Software adapters take large register tiles, shared across quads where those exist:
 * there a workgroup's memory is slower than global memory. Hardware takes workgroup tiles, smaller ones while the product
 * does not fill the machine.
 */
export function chooseVariant(
  shape: GemmShape,
  layout: MatmulLayout,
  traits: DeviceTraits,
  programLanes: 1 | 4,
): Variant {
  const tile = traits.isSoftware ? softwareTile(shape, layout, traits, programLanes) : hardwareTile(shape);
  const target = traits.isSoftware ? SOFTWARE_WORKGROUPS : HARDWARE_WORKGROUPS;
  const wanted = Math.floor(target / workgroupsOf(tile, shape));
  const splits = Math.max(1, Math.min(wanted, Math.floor(shape.k / MIN_SPLIT_LENGTH)));
  const splitLength = Math.ceil(shape.k / splits / 16) * 16;
  return { ...tile, splits: Math.ceil(shape.k / splitLength), splitLength };
}

function softwareTile(shape: GemmShape, layout: MatmulLayout, traits: DeviceTraits, programLanes: 1 | 4): Tile {
  const form = programLanes === 4 ? vectorForm(shape, layout) : null;
  if (form === null) return registerTile("strided", 4, 4, false);
  if (!traits.hasQuads) return registerTile(form, 8, 4, false);
  return registerTile(form, 16, 8, true);
}

function hardwareTile(shape: GemmShape): Tile {
  const tiles = [4, 2, 1].map(sharedTile);
  const isLargeEnough = (tile: Tile): boolean =>
    tile.workgroupRows <= Math.max(16, shape.m) && workgroupsOf(tile, shape) >= HARDWARE_WORKGROUPS;
  return (
    tiles.find(isLargeEnough) ??
    (shape.m > 32 && shape.k >= 2 * MIN_SPLIT_LENGTH ? tiles[0] : tiles[shape.m > 16 ? 1 : 2])
  );
}

function workgroupsOf(tile: Tile, shape: GemmShape): number {
  return Math.ceil(shape.m / tile.workgroupRows) * Math.ceil(shape.n / tile.workgroupColumns) * shape.batches;
}

/** Workgroups of a product. */
export const tilesOf = (shape: GemmShape, variant: Variant): number => workgroupsOf(variant, shape) * variant.splits;
