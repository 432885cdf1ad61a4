import { describe, expect, test } from "vitest";
import { encodePng } from "./png.fixture.ts";
import { decodePng } from "./png.ts";

const SIZE = { height: 12, width: 7 };
const pixels = Uint8Array.from({ length: 12 * 7 * 3 }, (_, i) => (i * i * 37 + 11 * i) % 256);

describe("PNG", () => {
  test("all five filters are undone, parts of the pixels joined", async () => {
    expect(await decodePng(await encodePng({ ...SIZE, pixels }))).toEqual({ ...SIZE, pixels });
  });

  test("what is none, was cut short, is damaged or of another kind is a sentence", async () => {
    const png = await encodePng({ ...SIZE, pixels });
    const damaged = png.slice();
    damaged.fill(0, 60, 80);
    await expect(decodePng(Uint8Array.of(1, 2, 3))).rejects.toThrow(/^is no PNG image$/);
    await expect(decodePng(png.slice(0, -20))).rejects.toThrow(/ends before its last part/);
    await expect(decodePng(damaged)).rejects.toThrow(/^is a PNG image/);
    await expect(decodePng(await encodePng({ ...SIZE, pixels }, 6))).rejects.toThrow(/another kind/);
  });
});
