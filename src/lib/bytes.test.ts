import { expect, test } from "vitest";
import { concatBytes, formatBytes } from "./bytes.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [96_000, "96.0 KB"],
  [999_999, "1.00 MB"],
  [41_300_000, "41.3 MB"],
  [9_806_724, "9.81 MB"],
  [128 * 2 ** 20, "134 MB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("concatBytes keeps order", () => {
  expect([...concatBytes([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)])]).toEqual([1, 2, 3]);
});
