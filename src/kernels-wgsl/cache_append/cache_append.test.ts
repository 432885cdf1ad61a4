import { expect, test } from "vitest";
import { f32, u32 } from "../_kernel/operator.ts";
import { cacheAppend } from "./kernel.ts";
import { cacheAppendReference } from "./reference.ts";

test("a cache of two rows keeps the last two tokens", () => {
  let cache = new Float64Array(4);
  for (let position = 0; position < 3; position++) {
    cache = new Float64Array(cacheAppendReference(Float64Array.of(0, position, -position), position, cache, 2, 1));
  }
  expect([...cache]).toEqual([2, -2, 1, -1]);
});

test("refuses a row that is too short", () => {
  expect(() => cacheAppend.infer([f32(1, 1, 4), u32(1), f32(1, 8, 3)], { start: 2 })).toThrow("columns 2 to 5");
});
