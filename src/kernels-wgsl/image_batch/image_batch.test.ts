import { describe, expect, test } from "vitest";
import { f32, u32 } from "../_kernel/operator.ts";
import { imageBatch } from "./kernel.ts";
import { imageBatchReference, imageDraw, packBytes } from "./reference.ts";

const STEP = { seed: 7, index: 3, micro: 0, microSteps: 1 };
const PLAIN = { batch: 40, height: 2, width: 3, channels: 1, flip: false, shift: 0 };
/** Two images of 2 x 3: 10..15 and 20..25; the table leaves bytes as they are. */
const BYTES = Uint8Array.of(10, 11, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25);
const INPUTS = [Float64Array.from(packBytes(BYTES)), Float64Array.of(4, 9), Float64Array.of(1, 0)];

function draws(attributes: typeof PLAIN, count = 2) {
  return Array.from({ length: attributes.batch }, (_, row) => imageDraw(attributes, count, row, STEP));
}

describe("image batch reference", () => {
  test("images come whole with their own label", () => {
    const [images, labels] = imageBatchReference(INPUTS, PLAIN, STEP);
    labels.forEach((label, row) => {
      const first = label === 4 ? 10 : 20;
      expect([...images.subarray(6 * row, 6 * row + 6)]).toEqual([0, 1, 2, 3, 4, 5].map((i) => first + i));
    });
    expect(new Set(labels)).toEqual(new Set([4, 9]));
  });

  test("a mirrored image has its columns in reverse", () => {
    const flipped = { ...PLAIN, flip: true };
    const [images] = imageBatchReference(INPUTS, flipped, STEP);
    const row = draws(flipped).findIndex(({ isMirrored, image }) => isMirrored && image === 0);
    expect([...images.subarray(6 * row, 6 * row + 6)]).toEqual([12, 11, 10, 15, 14, 13]);
  });

  test("a moved image brings zeros in, standardised values elsewhere", () => {
    const moved = { ...PLAIN, shift: 1 };
    const table = Float64Array.of(0.5, -3);
    const [images] = imageBatchReference([INPUTS[0], INPUTS[1], table], moved, STEP);
    const row = draws(moved).findIndex(({ down, right, image }) => down === 1 && right === -1 && image === 1);
    expect([...images.subarray(6 * row, 6 * row + 6)]).toEqual([0, 0.5 * 23 - 3, 0.5 * 24 - 3, 0, 0, 0]);
  });

  test("variations do not change which images are drawn, and every move is reached", () => {
    const varied = { ...PLAIN, batch: 4_000, flip: true, shift: 4 };
    const [plain, own] = [draws({ ...PLAIN, batch: 4_000 }, 50), draws(varied, 50)];
    expect(own.map(({ image }) => image)).toEqual(plain.map(({ image }) => image));
    for (const moves of [own.map(({ down }) => down), own.map(({ right }) => right)]) {
      expect(new Set(moves)).toEqual(new Set([-4, -3, -2, -1, 0, 1, 2, 3, 4]));
      // 4,000 / 9 = 444 of each, five standard deviations of 20.
      for (const move of new Set(moves)) {
        expect(Math.abs(moves.filter((other) => other === move).length - 444)).toBeLessThan(100);
      }
    }
    expect(Math.abs(own.filter(({ isMirrored }) => isMirrored).length - 2_000)).toBeLessThan(160);
    expect(new Set(own.map(({ image }) => image)).size).toBe(50);
  });

  test("refuses pixels that are not as many as the labels' images", () => {
    expect(() => imageBatch.infer([u32(4), u32(2), f32(2, 1)], PLAIN)).toThrow("are 3 words, but 4 were given");
    expect(() => imageBatch.infer([u32(3), u32(2), f32(2, 3)], PLAIN)).toThrow("must be [2, 1]");
    expect(() => imageBatch.infer([u32(3), u32(2), f32(2, 1)], { ...PLAIN, shift: 256 })).toThrow("from 0 to 255");
  });
});
