import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  read,
  sizeOf,
  u32,
  write,
  type Application,
  type Launch,
  type Operator,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { sortCodesReference } from "./reference.ts";
import count from "./sort-count.wgsl?raw";
import orderText from "./sort-order.wgsl?raw";
import startsText from "./sort-starts.wgsl?raw";

export interface SortCodesAttributes {
  /** Codes run from 0 to rows - 1. */
  readonly rows: number;
}

/** Tokens that one thread walks. */
const TOKENS_PER_TILE = 64;

interface SortShape {
  readonly tokens: number;
  readonly chunks: number;
  readonly tiles: number;
}

function sortShape({ shape }: TensorSpec): SortShape {
  const chunks = shape[shape.length - 1];
  const tokens = sizeOf(shape) / chunks;
  return { tokens, chunks, tiles: Math.ceil(tokens / TOKENS_PER_TILE) };
}

/**
 * Groups the tokens of every chunk by code, by a counting sort without atomics: codes u32 [..., K] of M tokens give order
 * [K, M], the tokens in stable order of their code, and starts [K, rows + 1], where each code's run begins.
 */
export const sortCodes: Operator<SortCodesAttributes> = {
  name: "memory_lookup_sort",
  infer([codes], { rows }) {
    if (codes.dtype !== "u32") throw new Failure("memory_lookup_sort sorts u32 codes; it was given others.");
    const { tokens, chunks } = sortShape(codes);
    return [u32(chunks, tokens), u32(chunks, rows + 1)];
  },
  reference: ([codes], { rows }, [spec]) => sortCodesReference(codes, sortShape(spec).chunks, rows),
  scratch([codes], { rows }) {
    const { chunks, tiles } = sortShape(codes);
    return [u32(chunks, rows, tiles), u32(chunks, rows, tiles)];
  },
  lower: lowerSort,
};

function lowerSort(
  { inputs: [codes], outputs: [order, starts], attributes: { rows } }: Application<SortCodesAttributes>,
  [equal, place]: readonly Tensor[],
): readonly Launch[] {
  const { tokens, chunks, tiles } = sortShape(codes);
  const quads = Math.ceil(rows / 4);
  const walkers = chunks * tiles * quads;
  const walk = { size: walkers, tokens, chunks, rows, quads, tiles, tokens_per_tile: TOKENS_PER_TILE };
  const [codeBytes, countBytes, startBytes] = [codes, equal, starts].map(({ shape }) => 4 * sizeOf(shape));
  // Every code is loaded by each quad of its chunk.
  const walkedBytes = codeBytes * quads;
  const cost = (bytesRead: number, bytesWritten: number, bytesTouched: number) => ({
    ...NO_COST,
    bytesRead,
    bytesWritten,
    bytesTouched,
    launches: 1,
  });
  return [
    {
      label: "memory_lookup_sort_count",
      source: expand(count),
      params: walk,
      bindings: [read(codes), write(equal), write(place)],
      workgroups: foldWorkgroups(walkers, 64),
      counters: cost(codeBytes, 2 * countBytes, walkedBytes + 2 * countBytes),
    },
    {
      label: "memory_lookup_sort_starts",
      source: startsText,
      params: { size: chunks * (rows + 1), tokens, rows, tiles },
      bindings: [read(equal), write(place), write(starts)],
      workgroups: foldWorkgroups(chunks * (rows + 1), 64),
      counters: cost(countBytes, countBytes + startBytes, 3 * countBytes + startBytes),
    },
    {
      label: "memory_lookup_sort_order",
      source: expand(orderText),
      params: walk,
      bindings: [read(codes), read(place), write(order)],
      workgroups: foldWorkgroups(walkers, 64),
      counters: cost(codeBytes + countBytes, codeBytes, walkedBytes + countBytes + codeBytes),
    },
  ];
}
