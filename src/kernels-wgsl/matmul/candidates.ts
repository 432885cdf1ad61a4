import type { DeviceTraits } from "../_kernel/operator.ts";
import type { Candidates } from "../_kernel/variant-table.ts";
import type { GemmShape, MatmulLayout } from "./gemm-shape.ts";

/** Which kernel file computes a product. */
export type Form = "nn" | "nt" | "tn" | "strided" | "shared";

/** The tile of a thread and of a workgroup. */
export interface Tile {
  readonly form: Form;
  /** 4: the threads of a quad exchange their columns and sum four blocks each; 1: a thread works alone. */
  readonly blocks: 1 | 4;
  /** Rows and columns that one thread loads. */
  readonly rows: number;
  readonly columns: number;
  /** Rows of threads in a workgroup. */
  readonly waves: number;
  /** Threads of a workgroup. */
  readonly threads: number;
  readonly workgroupRows: number;
  readonly workgroupColumns: number;
  /** Elements handled at once: operands and results are bound as vec4 or as scalars. */
  readonly lanes: 1 | 4;
}

export function registerTile(form: Form, blocks: 1 | 4, rows: number, columns: number): Tile {
  const waves = blocks === 4 ? 4 : 8;
  return {
    form,
    blocks,
    rows,
    columns,
    waves,
    threads: 4 * waves,
    workgroupRows: waves * blocks * rows,
    workgroupColumns: 4 * columns,
    lanes: form === "strided" ? 1 : 4,
  };
}

/** 16 x 16 threads of `rows` x 4 elements, or 8 x 8 of `rows` x 8: fewer loads from workgroup memory a product, more registers. */
export function sharedTile(rows: number, columns: 4 | 8 = 4): Tile {
  const waves = 64 / columns;
  return {
    form: "shared",
    blocks: 1,
    rows,
    columns,
    waves,
    threads: waves * waves,
    workgroupRows: waves * rows,
    workgroupColumns: 64,
    lanes: 1,
  };
}

/** What a candidate needs to know of a product: its layout's vec4 kernel, null where extents do not divide, and the device. */
interface Situation {
  readonly vectorForm: Form | null;
  readonly traits: DeviceTraits;
}

const registers =
  (rows: number, columns: number) =>
  ({ vectorForm }: Situation): Tile | null =>
    vectorForm === null ? null : registerTile(vectorForm, 1, rows, columns);

const quads =
  (rows: number, columns: number) =>
  ({ vectorForm, traits }: Situation): Tile | null =>
    vectorForm === null || !traits.hasQuads ? null : registerTile(vectorForm, 4, rows, columns);

/**
 * The tiles that a table may name, rows x columns of a thread (`registers`, `quads`) or of a workgroup (`shared`, by those of a
 * thread); null where a product or a device does not allow them.
 */
export const MATMUL_CANDIDATES = {
  strided: () => registerTile("strided", 1, 4, 4),
  "registers 4x4": registers(4, 4),
  "registers 8x4": registers(8, 4),
  "registers 8x8": registers(8, 8),
  "quads 4x4": quads(4, 4),
  "quads 8x4": quads(8, 4),
  "quads 8x8": quads(8, 8),
  "shared 16x64": () => sharedTile(1),
  "shared 32x64": () => sharedTile(2),
  "shared 64x64": () => sharedTile(4),
  "shared 128x64": () => sharedTile(8),
  "shared 64x64 by 8x8": () => sharedTile(8, 8),
} satisfies Candidates<Situation, Tile>;

const LAYOUT_NAMES = { "false false": "nn", "false true": "nt", "true false": "tn", "true true": "tt" } as const;

/**
 * The class of shapes that a table chooses for: `small` does not fill two of the smallest large tiles either way, `deep` has a reduction
 * long against its result (weight gradients), `wide` is the rest.
 */
export function matmulClass({ m, n, k }: GemmShape, { transposeA, transposeB }: MatmulLayout): string {
  const layout = LAYOUT_NAMES[`${transposeA} ${transposeB}`];
  const size = m < 64 || n < 64 ? "small" : k > 2 * Math.sqrt(m * n) ? "deep" : "wide";
  return `matmul ${layout} ${size}`;
}

export const MATMUL_CLASSES: readonly string[] = Object.values(LAYOUT_NAMES).flatMap((layout) =>
  ["small", "wide", "deep"].map((size) => `matmul ${layout} ${size}`),
);
