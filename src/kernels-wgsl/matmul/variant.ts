import type { DeviceTraits } from "../_kernel/operator.ts";
import { namedCandidate } from "../_kernel/variant-table.ts";
import { MATMUL_CANDIDATES, matmulClass, registerTile, sharedTile, type Form, type Tile } from "./candidates.ts";
import type { GemmShape, MatmulLayout } from "./gemm-shape.ts";

/** One way to compute a product: a tile, and pieces of the reduction. */
export interface Variant extends Tile {
  /** Pieces that the reduction is cut into, each summed by its own workgroups; above 1 a second pass adds them. */
  readonly splits: number;
  /** Terms per piece, a multiple of 16. */
  readonly splitLength: number;
}

/** Shortest piece worth its own partial result. */
const MIN_SPLIT_LENGTH = 128;
/** Workgroups that keep a device busy: a few per core in software, several per compute unit in hardware. */
const SOFTWARE_WORKGROUPS = 12;
const HARDWARE_WORKGROUPS = 96;

/** The vec4 kernel of a layout, or null where an inner extent does not divide by four or both operands are transposed. */
function vectorForm({ m, n, k }: GemmShape, { transposeA, transposeB }: MatmulLayout): Form | null {
  if (n % 4 !== 0 || k % 4 !== 0 || (transposeA && (transposeB || m % 4 !== 0))) return null;
  return transposeA ? "tn" : transposeB ? "nt" : "nn";
}

/**
 * The variant for a product on a device: what its table names, else the rule for its kind of adapter. Software adapters take large register tiles, shared across quads where those exist:
 * there a workgroup's memory is slower than global memory. Hardware takes workgroup tiles, smaller ones while the product
 * does not fill the machine.
 */
export function chooseVariant(
  shape: GemmShape,
  layout: MatmulLayout,
  traits: DeviceTraits,
  programLanes: 1 | 4,
): Variant {
  const form = programLanes === 4 ? vectorForm(shape, layout) : null;
  const tile =
    namedCandidate(traits, matmulClass(shape, layout), MATMUL_CANDIDATES, { vectorForm: form, traits }) ??
    (traits.isSoftware ? softwareTile(shape, form, traits) : hardwareTile(shape));
  const target = traits.isSoftware ? SOFTWARE_WORKGROUPS : HARDWARE_WORKGROUPS;
  const wanted = Math.floor(target / workgroupsOf(tile, shape));
  const splits = Math.max(1, Math.min(wanted, Math.floor(shape.k / MIN_SPLIT_LENGTH)));
  const splitLength = Math.ceil(shape.k / splits / 16) * 16;
  return { ...tile, splits: Math.ceil(shape.k / splitLength), splitLength };
}

/** Register tiles for software adapters and their speed relative to each other, measured on SwiftShader at full tiles. */
const SOFTWARE_TILES = [
  { blocks: 4, rows: 8, columns: 8, speed: 1.3 },
  { blocks: 4, rows: 8, columns: 4, speed: 1.1 },
  { blocks: 1, rows: 8, columns: 4, speed: 0.75 },
] as const;

/** The tile that spends least time on the product, work outside of it included. */
function softwareTile(shape: GemmShape, form: Form | null, traits: DeviceTraits): Tile {
  if (form === null) return registerTile("strided", 1, 4, 4);
  const time = ({ blocks, rows, columns, speed }: (typeof SOFTWARE_TILES)[number]): number =>
    (roundUp(shape.m, blocks * rows) * roundUp(shape.n, 4 * columns)) / speed;
  const [{ blocks, rows, columns }] = SOFTWARE_TILES.filter((tile) => traits.hasQuads || tile.blocks === 1).toSorted(
    (one, other) => time(one) - time(other),
  );
  return registerTile(form, blocks, rows, columns);
}

/** Accumulators (vec4) up to which a tile compiles in little time: those of its starter. */
const STARTER_ACCUMULATORS = 16;

/**
 * The smallest tile of the same text and the same pieces of the reduction: each element is summed in the same order, and the
 * compiler has a quarter of the work. Null where the variant is as small.
 */
export function starterOf(variant: Variant): Variant | null {
  const { form, blocks, rows, columns, splits, splitLength } = variant;
  if (form === "strided" || form === "shared") return null;
  if ((blocks * rows * columns) / 4 <= STARTER_ACCUMULATORS) return null;
  return { ...registerTile(form, blocks, 4, 4), splits, splitLength };
}

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

function hardwareTile(shape: GemmShape): Tile {
  const tiles = [4, 2, 1].map((rows) => sharedTile(rows));
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
