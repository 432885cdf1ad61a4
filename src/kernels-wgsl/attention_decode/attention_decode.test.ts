import { describe, expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { attention } from "../attention/kernel.ts";
import { attentionDecode } from "./kernel.ts";
import { attentionDecodeReference } from "./reference.ts";

const HEADS = { queryHeads: 6, keyHeads: 3, valueHeads: 3, headWidth: 4, valueWidth: 4 };

test("worked numbers: equal scores average, a score of ln 3 weighs three times", () => {
  const attributes = {
    queryHeads: 1,
    keyHeads: 1,
    valueHeads: 1,
    headWidth: 1,
    valueWidth: 2,
    keyStart: 0,
    valueStart: 1,
  };
  const cache = { values: Float64Array.of(0, 1, 2, 0, 3, 6, Math.log(3), 9, 9), columns: 3 };
  const o = (count: number) =>
    attentionDecodeReference(Float64Array.of(2), cache, cache, count, { ...attributes, scale: 0.5 });
  expect([...o(1)]).toEqual([1, 2]);
  expect([...o(2)]).toEqual([2, 4]);
  expect(o(3)[0]).toBeCloseTo((1 + 3 + 3 * 9) / 5, 12);
});

describe("against causal attention", () => {
  const [length, columns] = [7, 48];
  const packed = randomValues(length * columns, 3);

  test.each([null, 3])("the last row in a window of %s", (window) => {
    const attributes = {
      queryHeads: 6,
      kvHeads: 3,
      headWidth: 4,
      valueWidth: 4,
      isCausal: true,
      window,
      scale: 0.5,
      queryOffset: 0,
      isPacked: true,
      hasKeyMask: false,
    };
    const [all] = attention.reference([packed], attributes, [f32(1, length, columns)]);
    const rows = window ?? length;
    // The ring holds the last rows; their order does not matter.
    const cache = new Float64Array(rows * 24);
    for (let t = 0; t < length; t++) cache.set(packed.subarray(t * columns + 24, (t + 1) * columns), (t % rows) * 24);
    const [o] = attentionDecode.reference(
      [packed.subarray((length - 1) * columns), cache, cache, Float64Array.of(length - 1)],
      { ...HEADS, keyStart: 0, valueStart: 12, scale: 0.5 },
      [f32(1, 1, columns), f32(1, rows, 24), f32(1, rows, 24), u32(1)],
    );
    o.forEach((value, i) => expect(value).toBeCloseTo(all[(length - 1) * 24 + i], 12));
  });
});

test("heads that do not divide are refused", () => {
  const inputs = [f32(1, 1, 24), f32(1, 4, 24), f32(1, 4, 24), u32(1)];
  const attributes = { ...HEADS, keyHeads: 4, keyStart: 0, valueStart: 0, scale: 1 };
  expect(() => attentionDecode.infer(inputs, attributes)).toThrow("4 key heads and 3 value heads must divide the 6");
});
