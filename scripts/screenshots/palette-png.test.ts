import { deflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { readPng, withPalette } from "./palette-png.mjs";

const u32 = (value: number) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
const part = (name: string, data: Buffer) => Buffer.concat([u32(data.length), Buffer.from(name), data, u32(0)]);

/** A 3 × 2 picture of RGB whose lines use the filters "left" and "up". */
function picture(): Buffer {
  const lines = Buffer.from([1, 255, 0, 0, 0, 0, 0, 1, 255, 255, 2, 0, 0, 0, 0, 0, 0, 255, 1, 1]);
  const header = Buffer.concat([u32(3), u32(2), Buffer.from([8, 2, 0, 0, 0])]);
  return Buffer.concat([Buffer.alloc(8), part("IHDR", header), part("IDAT", deflateSync(lines)), part("IEND", u32(0))]);
}

it("undoes the filters of a picture's lines", () => {
  const { width, height, size, pixels } = readPng(picture());
  expect([width, height, size]).toEqual([3, 2, 3]);
  expect([...pixels]).toEqual([255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0, 0, 255, 0, 0, 255, 0, 0]);
});

it("writes a picture with a palette of its colours", () => {
  const file = withPalette(picture());
  const palette = file.subarray(file.indexOf("PLTE") + 4);
  expect(file.readUInt32BE(file.indexOf("PLTE") - 4)).toBe(2 * 3);
  expect([...palette.subarray(0, 3)]).toEqual([255, 0, 0]);
  expect([...palette.subarray(3, 6)]).toEqual([0, 255, 255]);
  expect([...file.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
});
