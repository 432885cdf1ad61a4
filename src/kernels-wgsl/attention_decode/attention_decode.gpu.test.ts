import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, u32 } from "../_kernel/operator.ts";
import { attentionDecode, type AttentionDecodeAttributes } from "./kernel.ts";

interface Shape extends Omit<AttentionDecodeAttributes, "scale"> {
  readonly rows: number;
  readonly position: number;
}

const SHAPES: readonly Shape[] = [
  {
    queryHeads: 1,
    keyHeads: 1,
    valueHeads: 1,
    headWidth: 1,
    valueWidth: 1,
    keyStart: 0,
    valueStart: 0,
    rows: 1,
    position: 0,
  },
  {
    queryHeads: 6,
    keyHeads: 3,
    valueHeads: 3,
    headWidth: 8,
    valueWidth: 8,
    keyStart: 0,
    valueStart: 24,
    rows: 65,
    position: 40,
  },
  {
    queryHeads: 4,
    keyHeads: 1,
    valueHeads: 4,
    headWidth: 5,
    valueWidth: 65,
    keyStart: 3,
    valueStart: 1,
    rows: 63,
    position: 500,
  },
  {
    queryHeads: 3,
    keyHeads: 3,
    valueHeads: 1,
    headWidth: 63,
    valueWidth: 200,
    keyStart: 0,
    valueStart: 0,
    rows: 130,
    position: 129,
  },
];

describe("attention of one token", () => {
  test.each(SHAPES)("%j", async ({ rows, position, ...attributes }) => {
    const { queryHeads, keyHeads, valueHeads, headWidth, valueWidth, keyStart, valueStart } = attributes;
    await expectKernelMatches(attentionDecode, {
      inputs: [
        f32(1, 1, queryHeads * headWidth + (headWidth % 4)),
        f32(1, rows, keyStart + keyHeads * headWidth),
        f32(1, rows, valueStart + valueHeads * valueWidth),
        u32(1),
      ],
      attributes: { ...attributes, scale: 1 / Math.sqrt(headWidth) },
      values: { 3: Float64Array.of(position) },
      tolerance: 1e-5,
    });
  });

  test("scores of +-80", async () => {
    const attributes = { ...SHAPES[1], scale: 10 };
    await expectKernelMatches(attentionDecode, {
      inputs: [f32(1, 1, 48), f32(1, 65, 24), f32(1, 65, 48), u32(1)],
      attributes,
      values: { 0: randomValues(48, 1).map((value) => 2 * Math.sign(value)), 3: Float64Array.of(64) },
      tolerance: 1e-5,
    });
  });
});
