import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { u32 } from "../_kernel/operator.ts";
import { sortById } from "./kernel.ts";
import { sortByIdReference } from "./reference.ts";

describe("sort_by_id reference", () => {
  test("worked numbers", () => {
    const { order, starts } = sortByIdReference(Float64Array.of(2, 0, 2, 3, 0), 4);
    expect([...order]).toEqual([1, 4, 0, 2, 3]);
    expect([...starts]).toEqual([0, 2, 2, 4, 5]);
  });

  property.prop([fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 })])(
    "every run holds exactly the positions of its id, in order",
    (ids) => {
      const { order, starts } = sortByIdReference(Float64Array.from(ids), 10);
      for (let id = 0; id < 10; id++) {
        const positions = [...ids.keys()].filter((i) => ids[i] === id);
        expect([...order.slice(starts[id], starts[id + 1])]).toEqual(positions);
      }
    },
  );
});

test("sort_by_id loads every block once per block", () => {
  const [rank, starts] = lowerChecked(sortById, [u32(2, 33)], { count: 9 });
  expect(rank.counters.bytesTouched).toBe(17 * 17 * 16 + 66 * 8);
  expect(starts.counters.bytesWritten).toBe(40);
});
