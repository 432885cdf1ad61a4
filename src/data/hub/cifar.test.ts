import { describe, expect, test } from "vitest";
import { CIFAR_10, readCifar } from "../images/cifar-binary.ts";
import { encodePng } from "../images/png.fixture.ts";
import { balancedImages } from "./cifar.ts";

const image = (side: number, value: number) =>
  encodePng({ height: side, width: side, pixels: new Uint8Array(3 * side * side).fill(value) });

type Row = Record<string, unknown>;

async function* given(rows: readonly Row[]): AsyncGenerator<Row> {
  for (const row of rows) yield await Promise.resolve(row);
}

async function rowsOfLabels(labels: readonly unknown[]): Promise<Row[]> {
  return Promise.all(labels.map(async (label, n) => ({ img: { bytes: await image(32, n), path: null }, label })));
}

describe("images of the hub", () => {
  const take = (rows: readonly Row[], perClass = 1) => balancedImages(given(rows), "test.parquet", perClass);

  test("the first of each class are taken, and no row is read behind the last that is wanted", async () => {
    const rows = await rowsOfLabels([3n, 3n, 0n, 1n, 2n, 4n, 5n, 6n, 7n, 8n, 9n]);
    const bytes = await take([...rows, { img: "never read", label: 99n }]);
    const { labels, pixels } = readCifar({ name: "kept", bytes }, CIFAR_10);
    expect([...labels]).toEqual([3, 0, 1, 2, 4, 5, 6, 7, 8, 9]);
    expect([pixels[0], pixels[3072], pixels[2 * 3072]]).toEqual([0, 2, 3]);
  });

  test("an image of another size, none at all and a label that is none name file, row and column", async () => {
    const [row] = await rowsOfLabels([3n]);
    await expect(take([row, { img: { bytes: await image(28, 1) }, label: 1n }])).rejects.toThrow(
      /^test\.parquet, row 2, column "img" is an image of 28 x 28 pixels instead of 32 x 32: /,
    );
    await expect(take([{ img: null, label: 1n }])).rejects.toThrow(
      /^test\.parquet, row 1, column "img" holds no image/,
    );
    await expect(take([{ ...row, label: 10n }])).rejects.toThrow(
      /^test\.parquet, row 1, column "label" is 10 instead of/,
    );
  });
});
