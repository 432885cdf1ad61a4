import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, u32, write, type Launch, type Operator, type Tensor } from "../_kernel/operator.ts";
import { packOf } from "../_kernel/packed-row.ts";
import rank from "./rank.wgsl?raw";
import { sortByIdReference } from "./reference.ts";
import starts from "./starts.wgsl?raw";

export interface SortByIdAttributes {
  /** Ids run from 0 to count - 1; larger ones are sorted to the end and belong to no run. */
  readonly count: number;
}

function rankLaunch(ids: Tensor, order: Tensor, sorted: Tensor): Launch {
  const size = sizeOf(ids.shape);
  const blocks = Math.ceil(size / 4);
  return {
    label: "sort_by_id_rank",
    source: expand(rank, { constants: { IS_PACKED: packOf(size) === 4 } }),
    params: { size, blocks },
    bindings: [read(ids), write(order), write(sorted)],
    workgroups: foldWorkgroups(blocks, 64),
    counters: {
      ...NO_COST,
      bytesRead: 4 * size,
      bytesWritten: 8 * size,
      bytesTouched: 16 * blocks * blocks + 8 * size,
      launches: 1,
    },
  };
}

function startsLaunch(sorted: Tensor, result: Tensor): Launch {
  const size = sizeOf(sorted.shape);
  const entries = sizeOf(result.shape);
  return {
    label: "sort_by_id_starts",
    source: starts,
    params: { size, entries },
    bindings: [read(sorted), write(result)],
    workgroups: foldWorkgroups(entries, 64),
    counters: {
      ...NO_COST,
      bytesRead: 4 * size,
      bytesWritten: 4 * entries,
      bytesTouched: 4 * entries * (Math.floor(Math.log2(size)) + 2),
      launches: 1,
    },
  };
}

/**
 * Groups positions by id: ids u32 or i32 [...] of N elements; outputs order u32 [N], the positions in stable order of their
 * id, and starts u32 [count + 1]: id v occurs at order[starts[v]] to order[starts[v + 1] - 1]. Owners of an id then add
 * up what belongs to it in a fixed order, without atomics. Costs N^2 comparisons: meant for up to 16,384 ids.
 */
export const sortById: Operator<SortByIdAttributes> = {
  name: "sort_by_id",
  infer([ids], { count }) {
    if (ids.dtype === "f32") throw new Failure("sort_by_id sorts integer ids; it was given f32 values.");
    return [u32(sizeOf(ids.shape)), u32(count + 1)];
  },
  reference([ids], { count }) {
    const { order, starts: runs } = sortByIdReference(ids, count);
    return [order, runs];
  },
  scratch: ([ids]) => [u32(sizeOf(ids.shape))],
  lower: ({ inputs: [ids], outputs: [order, runs] }, [sorted]) => [
    rankLaunch(ids, order, sorted),
    startsLaunch(sorted, runs),
  ],
};
