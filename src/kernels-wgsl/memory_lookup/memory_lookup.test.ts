import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32, PORTABLE_TRAITS, sizeOf, u32 } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { memoryLookupBackwardScore, memoryLookupBackwardTable } from "./backward.ts";
import { hashCode, hashCodeBackward } from "./hash.ts";
import { applyMemoryLookup, memoryLookup, type HashAttributes, type MemoryScore } from "./kernel.ts";
import { hashCodeReference } from "./reference.ts";
import { sortCodes } from "./sort.ts";

const SCORES: readonly MemoryScore[] = ["softmax", "l1_softmax"];
/** Values in (-1, 1) away from 0, where a bit would change. */
const awayFromZero = (length: number, stream: number): Float64Array =>
  randomValues(length, stream).map((value) => Math.sign(value) * (0.05 + 0.95 * Math.abs(value)));
const codesOf = (length: number, rows: number, stream: number): Float64Array =>
  randomValues(length, stream).map((value) => Math.min(rows - 1, Math.floor(((value + 1) / 2) * rows)));

describe("hash codes and scores", () => {
  test("worked numbers: z = (1, -0.5)", () => {
    const z = Float64Array.of(1, -0.5);
    const wanted = { softmax: [0.643914, 0.153513, -0.34635], l1_softmax: [0.965871, 0.874184, -1.16344] };
    for (const score of SCORES) {
      const attributes: HashAttributes = { bits: 2, score, temperature: 1 };
      const [codes, scores] = hashCodeReference(z, attributes);
      const [dz] = hashCodeBackward.reference([Float64Array.of(1), z], attributes, [f32(1, 1), f32(1, 2)]);
      expect(codes[0]).toBe(2);
      [scores[0], ...dz].forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[score][i], 5);
      });
    }
  });

  property.prop([
    fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }),
    fc.double({ min: 0.25, max: 4, noNaN: true }),
  ])("softmax-corner identity: the score is the softmax over all sign vectors at its arg-max", (z, temperature) => {
    const corners = Array.from({ length: 16 }, (_, c) => z.map((__, i) => ((c >> (3 - i)) & 1) * 2 - 1));
    const weights = corners.map((signs) =>
      Math.exp(z.reduce((sum, value, i) => sum + value * signs[i], 0) / temperature),
    );
    const [codes, scores] = hashCodeReference(Float64Array.from(z), { bits: 4, score: "softmax", temperature });
    expect(scores[0]).toBeCloseTo(weights[codes[0]] / weights.reduce((sum, weight) => sum + weight, 0), 10);
    expect(weights[codes[0]]).toBeCloseTo(Math.max(...weights), 8);
  });

  test.each([1, 0.7])("gradients, temperature %f", (temperature) => {
    for (const score of SCORES) {
      for (const bits of [1, 3, 5]) {
        const error = checkGradient(hashCode, {
          inputs: [f32(2, 3, 4 * bits)],
          attributes: { bits, score, temperature },
          values: { 0: awayFromZero(24 * bits, bits) },
          silentOutputs: [0],
        });
        expect(error.relative).toBeLessThan(1e-6);
      }
    }
  });

  test("refuses bits that do not divide the width", () => {
    expect(() => hashCode.infer([f32(2, 10)], { bits: 4, score: "softmax", temperature: 1 })).toThrow("10 numbers");
  });
});

describe("table look-up", () => {
  test("gradients agree with central differences; dtable, dscores and dbias of one and of three outputs", () => {
    for (const tables of [1, 3]) {
      const [chunks, rows, width] = [3, 4, 5];
      const inputs = [u32(2, 4, chunks), f32(2, 4, chunks), f32(tables * chunks, rows, width), f32(tables * width)];
      const values = { 0: codesOf(24, rows, 4) };
      expect(checkGradient(memoryLookup, { inputs, attributes: {}, values }).relative).toBeLessThan(1e-7);
      expect(checkGradient(memoryLookup, { inputs: inputs.slice(0, 3), attributes: {}, values }).relative).toBeLessThan(
        1e-7,
      );
    }
  });

  test("tables Tb[k, c] = c W_k give sum_k s_k sg(z_k) W_k", () => {
    const [tokens, chunks, bits, width] = [5, 2, 3, 4];
    const tape = new ReferenceTape();
    const z = awayFromZero(tokens * chunks * bits, 1);
    const weights = randomValues(chunks * bits * width, 2);
    const table = new Float64Array(chunks * 8 * width);
    for (let k = 0; k < chunks; k++) {
      for (let code = 0; code < 8; code++) {
        for (let i = 0; i < bits; i++) {
          const sign = (code >> (bits - 1 - i)) & 1 ? 1 : -1;
          for (let c = 0; c < width; c++)
            table[(k * 8 + code) * width + c] += sign * weights[(k * bits + i) * width + c];
        }
      }
    }
    const hash: HashAttributes = { bits, score: "l1_softmax", temperature: 1 };
    const inputs = [tape.tensor(f32(tokens, chunks * bits), z), tape.tensor(f32(chunks, 8, width), table)];
    const y = tape.valuesOf(applyMemoryLookup(tape, inputs, hash).y);
    const [, scores] = hashCodeReference(z, hash);
    y.forEach((value, e) => {
      const [m, c] = [Math.floor(e / width), e % width];
      let want = 0;
      for (let k = 0; k < chunks; k++) {
        for (let i = 0; i < bits; i++) {
          const sign = z[(m * chunks + k) * bits + i] >= 0 ? 1 : -1;
          want += scores[m * chunks + k] * sign * weights[(k * bits + i) * width + c];
        }
      }
      expect(value).toBeCloseTo(want, 12);
    });
  });

  test("the table gradient of the counting sort equals the dense one-hot product, and rows not hit get zero", () => {
    const [tokens, chunks, rows, width] = [40, 3, 16, 4];
    const codes = codesOf(tokens * chunks, rows, 6);
    const [scores, dy] = [randomValues(tokens * chunks, 7), randomValues(tokens * width, 8)];
    const specs = [f32(tokens, width), u32(tokens, chunks), f32(tokens, chunks)];
    const [order, starts] = sortCodes.reference([codes], { rows }, [u32(tokens, chunks)]);
    const attributes = { shape: [chunks, rows, width] };
    const [dtable] = memoryLookupBackwardTable.reference([dy, codes, scores, order, starts], attributes, specs);
    let untouched = 0;
    for (let k = 0; k < chunks; k++) {
      for (let code = 0; code < rows; code++) {
        const oneHot = Array.from({ length: tokens }, (_, m) => Number(codes[m * chunks + k] === code));
        const isHit = oneHot.includes(1);
        if (!isHit) untouched += 1;
        for (let c = 0; c < width; c++) {
          const want = oneHot.reduce((sum, hit, m) => sum + hit * scores[m * chunks + k] * dy[m * width + c], 0);
          const got = dtable[(k * rows + code) * width + c];
          if (isHit) expect(got).toBeCloseTo(want, 12);
          else expect(got).toBe(0);
        }
      }
    }
    expect(untouched).toBeGreaterThan(0);
  });

  test("sharing codes and scores among three outputs equals three separate look-ups", () => {
    const tape = new ReferenceTape();
    const hash: HashAttributes = { bits: 2, score: "l1_softmax", temperature: 1 };
    const x = tape.tensor(f32(4, 6), awayFromZero(24, 1));
    const table = randomValues(9 * 4 * 5, 2);
    const shared = tape.valuesOf(applyMemoryLookup(tape, [x, tape.tensor(f32(9, 4, 5), table)], hash).y);
    for (const j of [0, 1, 2]) {
      const own = tape.tensor(f32(3, 4, 5), table.slice(j * 60, (j + 1) * 60));
      const alone = tape.valuesOf(applyMemoryLookup(tape, [x, own], hash).y);
      for (let m = 0; m < 4; m++) {
        expect(shared.subarray(15 * m + 5 * j, 15 * m + 5 * (j + 1))).toEqual(alone.subarray(5 * m, 5 * (m + 1)));
      }
    }
  });

  test("refuses a table that does not fit", () => {
    expect(() => memoryLookup.infer([u32(2, 3), f32(2, 3), f32(4, 8, 5)], {})).toThrow("n 3, rows, width");
    expect(() => memoryLookup.infer([u32(2, 3), f32(2, 3), f32(3, 8, 5), f32(4)], {})).toThrow("a bias has 5 entries");
  });
});

describe("cost", () => {
  const software = { ...PORTABLE_TRAITS, isSoftware: true };

  test("multiply-adds of a layer are 1/tau of the dense product's", () => {
    const [tokens, width] = [64, 96];
    for (const bits of [2, 3, 4, 6]) {
      const chunks = width / bits;
      const codes = [u32(tokens, chunks), f32(tokens, chunks), f32(chunks, 2 ** bits, width)];
      const [launch] = lowerChecked(memoryLookup, codes, {});
      expect(launch.counters.multiplies).toBe((tokens * width * width) / bits);
    }
  });

  test("every launch keeps its promises", () => {
    for (const width of [8, 7]) {
      const [codes, scores, table] = [u32(65, 3), f32(65, 3), f32(6, 16, width)];
      const dy = f32(65, 2 * width);
      lowerChecked(memoryLookup, [codes, scores, table, f32(2 * width)], {});
      for (const traits of [PORTABLE_TRAITS, software]) {
        lowerChecked(memoryLookupBackwardScore, [dy, codes, table], {}, traits);
      }
      const sorted = sortCodes.infer([codes], { rows: 16 });
      lowerChecked(memoryLookupBackwardTable, [dy, codes, scores, ...sorted], { shape: table.shape });
    }
    expect(lowerChecked(sortCodes, [u32(130, 3)], { rows: 6 }).length).toBe(3);
    for (const score of SCORES) {
      const attributes: HashAttributes = { bits: 4, score, temperature: 1 };
      const x = f32(5, 8);
      lowerChecked(hashCode, [x], attributes);
      lowerChecked(hashCodeBackward, [f32(5, 2), x], attributes);
      expect(sizeOf(hashCode.infer([x], attributes)[0].shape)).toBe(10);
    }
  });
});
