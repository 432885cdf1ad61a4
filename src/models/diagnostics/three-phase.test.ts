import { describe, expect, test } from "vitest";
import { randomIds } from "../build/random-ids.ts";
import { decoder, type DecoderSize } from "../presets/language-models.ts";
import { threePhase } from "../presets/three-phase.ts";
import { float64Windows, untrained } from "./float64-windows.ts";
import { phaseStatistic, thetaDrift, threePhaseFindings, witness } from "./three-phase.ts";

const SIZE: DecoderSize = { vocabulary: 32, width: 24, layers: 2, hidden: 20, heads: 6, kvHeads: 3 };
const LENGTH = 16;
const WINDOWS = randomIds(2, LENGTH + 1, SIZE.vocabulary);

describe("witness", () => {
  test("3 H_128 / 128 and 3 H_1024 / 1024", () => {
    expect(witness(3, 128)).toBeCloseTo(0.127339, 6);
    expect(witness(3, 1024)).toBeCloseTo(0.022, 6);
  });

  test.each([1, 2, 3, 4, 6])("the phases' means behind the horn add up to it, %i phases", async (phases) => {
    const document = threePhase("3pt", SIZE, { phases });
    const findings = await threePhaseFindings(untrained(document, 5), float64Windows(WINDOWS, 5));
    const means = findings.find(({ title }) => title.startsWith("Mean"))!.lines[0].y;
    expect(means).toHaveLength(phases);
    expect(means.reduce((sum, mean) => sum + mean, 0)).toBeCloseTo(witness(phases, LENGTH), 10);
  });
});

describe("drift", () => {
  const model = untrained(threePhase("3pt", SIZE), 1);

  test("is nothing before training", () => {
    expect(thetaDrift(model)).toEqual([0, 0]);
  });

  test("is the L2 distance of a block's angles", () => {
    const name = "layers.rotate.1.theta";
    const start = Array.from(model.weights.get(name)!);
    const weights = new Map([...model.weights, [name, start.map((angle, i) => angle + (i < 2 ? [3, -4][i] : 0))]]);
    expect(thetaDrift({ ...model, weights })[1]).toBeCloseTo(5, 12);
  });
});

describe("phases", () => {
  test("statistics by hand", () => {
    const rows = [1, 3, -2, 2, 3, 5, 0, 4];
    expect(phaseStatistic(rows, 4, 2, 1)).toEqual([3, 1]);
    expect(phaseStatistic(rows, 4, 2, 2)).toEqual([Math.sqrt(11), Math.sqrt(6)]);
  });

  test("every block has a size for each phase", async () => {
    const findings = await threePhaseFindings(untrained(threePhase("3pt", SIZE), 1), float64Windows(WINDOWS, 1));
    const sizes = findings.find(({ title }) => title.startsWith("Size"))!;
    expect(sizes.lines.map(({ name, x }) => [name, x])).toEqual([1, 2, 3].map((phase) => [`phase ${phase}`, [1, 2]]));
    expect(sizes.lines.every(({ y }) => y.every((value) => value > 0))).toBe(true);
  });

  test("a network without any is refused with what to choose", async () => {
    const plain = untrained(decoder("base", SIZE), 1);
    await expect(threePhaseFindings(plain, float64Windows(WINDOWS, 1))).rejects.toThrow("choose a 3PT arm");
  });
});
