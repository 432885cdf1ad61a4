import { NO_COST, type Counters } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Binding, type Launch, type Tensor } from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import prefixSource from "./chunk-prefix.wgsl?raw";
import sumsSource from "./chunk-sums.wgsl?raw";
import statisticsSource from "./backward-statistics.wgsl?raw";
import { chunkFloats, packFor, type ChunkLayout } from "./linear-attention-shape.ts";
import rowsSource from "./rows.wgsl?raw";

/** What all passes of one application share. */
export interface Walk {
  readonly batch: number;
  readonly tokens: number;
  readonly heads: number;
  readonly isCausal: boolean;
  readonly isBinary: boolean;
  /** Reversed: sums run from the last token to the first. */
  readonly isReversed: boolean;
}

const rowsOf = ({ batch, tokens, heads }: Walk): number => batch * tokens * heads;
const bytesOf = (tensors: readonly Tensor[]): number =>
  tensors.reduce((sum, tensor) => sum + 4 * sizeOf(tensor.shape), 0);

function countersOf(
  bindings: readonly Binding[],
  bytesTouched: number,
  work: Pick<Counters, "multiplies" | "adds" | "specials">,
): Counters {
  const ofAccess = (wanted: Binding["access"]): readonly Tensor[] => [
    ...new Map(
      bindings.filter(({ access }) => access === wanted).map(({ tensor }) => [tensor.id, tensor] as const),
    ).values(),
  ];
  const bytesWritten = bytesOf(ofAccess("read_write"));
  return { ...NO_COST, ...work, bytesRead: bytesOf(ofAccess("read")), bytesWritten, bytesTouched, launches: 1 };
}

interface ChunkSums {
  readonly walk: Walk;
  readonly layout: ChunkLayout;
  readonly left: Tensor;
  readonly right: Tensor;
  /** The extra right column; absent: ones. */
  readonly extra?: Tensor;
  readonly sums: Tensor;
}

export function chunkSumsLaunch({ walk, layout, left, right, extra, sums }: ChunkSums): Launch {
  const { heads, tokens, batch } = walk;
  const { rows, pack, packs, chunks, length } = layout;
  const inner = rows - 1;
  const isVector = inner % 4 === 0;
  const owners = batch * heads * chunks * packs;
  const bindings = [read(left), read(right), ...(extra === undefined ? [] : [read(extra)]), write(sums)];
  const columns = rowsOf(walk) * packs * pack;
  const loads = rowsOf(walk) * packs * (inner + pack + (extra === undefined ? 0 : 1));
  return {
    label: "linear_attention_chunk_sums",
    source: expand(
      sumsSource,
      withPack(pack, {
        constants: { LEFT: inner, LEFT_VECTOR: isVector, BINARY: walk.isBinary, HAS_EXTRA: extra !== undefined },
      }),
    ),
    params: { owners, heads, tokens, chunks, chunk: length, packs },
    bindings,
    workgroups: foldWorkgroups(owners, 64),
    counters: countersOf(bindings, 4 * (loads + sizeOf(sums.shape)), {
      multiplies: walk.isBinary ? 0 : inner * columns,
      adds: (inner + 1) * columns,
      specials: 0,
    }),
  };
}

export function chunkPrefixLaunch(walk: Walk, layout: ChunkLayout, sums: Tensor, carried: Tensor): Launch {
  const { pack, chunks } = layout;
  const size = chunkFloats(layout) / pack;
  const owners = walk.batch * walk.heads * size;
  const bindings = [read(sums), write(carried)];
  return {
    label: "linear_attention_chunk_prefix",
    source: expand(prefixSource, withPack(pack, { constants: { TOTAL: !walk.isCausal, REVERSED: walk.isReversed } })),
    params: { owners, chunks, size },
    bindings,
    workgroups: foldWorkgroups(owners, 64),
    counters: countersOf(bindings, bytesOf([sums, carried]), {
      multiplies: 0,
      adds: sizeOf(sums.shape),
      specials: 0,
    }),
  };
}

interface RowsPass {
  readonly walk: Walk;
  readonly layout: ChunkLayout;
  readonly carried: Tensor;
  /** Which channels of the sums are the inner ones: their rows (left) or their columns (right). */
  readonly inner: "left" | "right";
  readonly innerWidth: number;
  readonly columns: number;
  readonly a: Tensor;
  readonly b: Tensor;
  readonly c: Tensor;
  /** Last inner channel: the bias in a and 1 in b, or `extra` in one and 1 in the other. */
  readonly edge: { readonly bias: number } | { readonly extra: Tensor; readonly isIn: "a" | "b" };
  readonly out: Tensor;
  /** Divides by the denominator, which is written here. */
  readonly normaliser?: { readonly z: Tensor; readonly eps: number };
}

function rowsWork(pass: RowsPass, pack: number): Pick<Counters, "multiplies" | "adds" | "specials"> {
  const { walk, innerWidth, columns, edge, normaliser } = pass;
  const rows = rowsOf(walk);
  const walking = walk.isCausal ? 1 : 0;
  const product = walk.isBinary ? 0 : innerWidth;
  const isInB = "isIn" in edge && edge.isIn === "b";
  const perColumn = (1 + walking) * product + (isInB ? walking : 1);
  const denominators = normaliser === undefined ? 0 : rows * (columns / pack);
  return {
    multiplies: rows * columns * perColumn + denominators * (product + 1),
    adds:
      rows * columns * (innerWidth + walking * (innerWidth + 1)) +
      denominators * (innerWidth + 1 + walking * (innerWidth + 1)),
    specials: normaliser === undefined ? 0 : rows * columns,
  };
}

export function rowsLaunch(pass: RowsPass): Launch {
  const { walk, layout, carried, inner, innerWidth, columns, a, b, c, edge, out, normaliser } = pass;
  const { batch, heads, tokens, isCausal } = walk;
  const { chunks, length, packs: statePacks, pack: statePack } = layout;
  const pack = packFor(innerWidth, columns);
  const packs = columns / pack;
  const owners = batch * heads * chunks * packs;
  const isIn = "isIn" in edge ? edge.isIn : null;
  const hasExtra = isIn === "a" || (isIn === "b" && isCausal);
  const rowStride = statePacks * statePack;
  const bindings = [
    read(carried),
    read(a),
    ...(isCausal ? [read(b), read(c)] : []),
    ...("extra" in edge && hasExtra ? [read(edge.extra)] : []),
    write(out),
    ...(normaliser === undefined ? [] : [write(normaliser.z)]),
  ];
  const perRow = innerWidth + (isCausal ? innerWidth + pack : 0) + Number(hasExtra) + pack;
  const carriedLoads = owners * (innerWidth + 1) * (pack + Number(normaliser !== undefined));
  const touched = rowsOf(walk) * packs * perRow + carriedLoads + (normaliser === undefined ? 0 : rowsOf(walk));
  return {
    label: "linear_attention_rows",
    source: expand(
      rowsSource,
      withPack(pack, {
        constants: {
          INNER: innerWidth,
          INNER_VECTOR: innerWidth % 4 === 0,
          CAUSAL: isCausal,
          REVERSED: walk.isReversed,
          BINARY: walk.isBinary,
          NORMALISED: normaliser !== undefined,
          HAS_EXTRA: hasExtra,
          EXTRA_IN_A: isIn === "a",
          EXTRA_IN_B: isIn === "b",
        },
      }),
    ),
    params: {
      owners,
      heads,
      tokens,
      chunks,
      chunk: length,
      packs,
      state_size: chunkFloats(layout),
      inner_stride: inner === "left" ? rowStride : 1,
      column_stride: inner === "left" ? 1 : rowStride,
      bias: "bias" in edge ? edge.bias : 0,
      eps: normaliser?.eps ?? 0,
    },
    bindings,
    workgroups: foldWorkgroups(owners, 64),
    counters: countersOf(bindings, 4 * touched, rowsWork(pass, pack)),
  };
}

/** n = dy / z and edge = -(dy . y) / z. */
export function statisticsLaunch(
  [dy, y, z]: readonly Tensor[],
  [n, edge]: readonly Tensor[],
  valueWidth: number,
): Launch {
  const rows = sizeOf(z.shape);
  const pack = packOf(valueWidth);
  const bindings = [read(dy), read(y), read(z), write(n), write(edge)];
  return {
    label: "linear_attention_statistics",
    source: expand(statisticsSource, withPack(pack)),
    params: { rows, packs: valueWidth / pack },
    bindings,
    workgroups: foldWorkgroups(rows, 64),
    counters: countersOf(bindings, bytesOf([dy, y, z, n, edge]), {
      multiplies: rows * (2 * valueWidth + 1),
      adds: rows * (valueWidth + pack - 1),
      specials: rows,
    }),
  };
}
