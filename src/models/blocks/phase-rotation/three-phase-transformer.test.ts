import { expect, test } from "vitest";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun, type BlockRun } from "../../build/block-run.ts";
import { costOf } from "../../build/cost.ts";
import { float64Run } from "../../build/float64-run.ts";
import { largestDifference, randomIds } from "../../build/random-ids.ts";
import { float64Decode } from "../../decode/float64-decode.ts";
import { readDocument } from "../../document/validate.ts";
import { presetById } from "../../presets/index.ts";
import { decoder, type DecoderSize } from "../../presets/language-models.ts";
import { threePhase } from "../../presets/three-phase.ts";
import { CATALOGUE, type BlockKind, type KnobsGiven } from "../index.ts";

const WIDTH = 12;
const SIZE: DecoderSize = { vocabulary: 32, width: 24, layers: 2, hidden: 20, heads: 6, kvHeads: 3 };

test("rotation off, horn off and one phase are LM-base to the bit", () => {
  const ids = randomIds(2, 9, SIZE.vocabulary);
  const bare = threePhase("bare", SIZE, { phases: 1, rotation: "off", horn: "off" });
  expect(largestDifference(float64Run(bare, ids).logits, float64Run(decoder("base", SIZE), ids).logits)).toBe(0);
});

const X = { shape: [2, 3, WIDTH], values: randomValues(6 * WIDTH, 4) };

test("theta = 0 and one phase: the rotation is the identity", () => {
  expect([...blockRun("phase-rotation", { phases: 1, thetaInit: "zero" }, X).y]).toEqual([...X.values]);
});

test.each([1, 2, 3, 6])("norm preserved: |Rot(x)| = |x| and Rot(-a)(Rot(a)(x)) = x, %i phases", (phases) => {
  const knobs = { phases, thetaInit: "constant", offset: "none" } as const;
  const turned = blockRun("phase-rotation", { ...knobs, theta: 0.7 }, X).y;
  for (let row = 0; row < 6; row++) {
    const [before, after] = [X.values, turned].map((all) =>
      Math.hypot(...all.subarray(row * WIDTH, (row + 1) * WIDTH)),
    );
    expect(after).toBeCloseTo(before, 12);
  }
  const back = blockRun("phase-rotation", { ...knobs, theta: -0.7 }, { ...X, values: turned }).y;
  expect(largestDifference(back, X.values)).toBeLessThan(1e-14);
  expect(largestDifference(turned, X.values)).toBeGreaterThan(0.1);
});

/** Every gradient of a block, that of its input among them, against central differences. */
function expectGradients<Kind extends BlockKind>(kind: Kind, knobs: KnobsGiven<Kind>): void {
  const x = { shape: [2, 2, 24], values: randomValues(96, 6) };
  const incoming = randomValues(96, 8);
  const run = (weights: (name: string) => Float64Array | undefined): BlockRun =>
    blockRun(kind, knobs, x, { incoming, weights });
  const base = run(() => undefined);
  for (const [name, gradient] of base.gradients) {
    for (let at = 0; at < gradient.length; at += Math.ceil(gradient.length / 5)) {
      const [above, below] = [1e-5, -1e-5].map((by) => {
        const moved = base.parameters.get(name)!.map((value, i) => (i === at ? value + by : value));
        const { y } = run((other) => (other === name ? moved : undefined));
        return y.reduce((sum, value, i) => sum + value * incoming[i], 0);
      });
      expect(gradient[at], `${name}[${at}]`).toBeCloseTo((above - below) / 2e-5, 7);
    }
  }
}

test.each([1, 2, 3, 4, 6])("finite differences for dx, dtheta and dg, N = %i", (phases) => {
  expectGradients("phase-rotation", { phases });
  expectGradients("norm", { groups: phases });
});

test("decode step by step == full forward, the horn at its absolute position", () => {
  const document = threePhase("3pt", SIZE);
  const [ids] = randomIds(1, 11, SIZE.vocabulary);
  const { logits } = float64Run(document, [ids]);
  expect(largestDifference(float64Decode(document, ids.slice(0, -1)).logits, logits)).toBeLessThan(1e-10);
});

test.each([
  ["3pt-paper-large", 123_490_560, 12 * 128],
  ["3pt-paper-small", 5_463_872, 4 * 32],
])("parameter counts: %s has %i, of them L D / (2 N) = %i angles", (id, count, angles) => {
  const parametersOf = (preset: string): number =>
    costOf(readDocument(presetById(preset).document, CATALOGUE), { batch: 1, sequenceLength: 4 }).parameters;
  expect(parametersOf(id)).toBe(count);
  expect(count - parametersOf(id.replace("3pt", "rope-only"))).toBe(angles);
});

test.each([2, 3, 6])("the norm per phase is the global norm when all %i stripes have equal mean square", (groups) => {
  const stripe = WIDTH / groups;
  const drawn = randomValues(5 * WIDTH, 1);
  const values = drawn.map((value, i) => {
    const start = i - (i % stripe);
    return value / Math.hypot(...drawn.subarray(start, start + stripe));
  });
  const x = { shape: [1, 5, WIDTH], values };
  expect(largestDifference(blockRun("norm", { groups }, x).y, blockRun("norm", {}, x).y)).toBeLessThan(1e-12);
});

test("the arms of each sweep have equal parameters but for the angles, L D / (2 N)", () => {
  for (const [name, width, layers] of [
    ["nano", 96, 3],
    ["mini", 192, 4],
  ] as const) {
    const counts = [1, 2, 3, 4, 6, 8, 12].map((phases) => {
      const { document } = presetById(`3pt-${name}-sweep-${phases}`);
      const { parameters } = costOf(readDocument(document, CATALOGUE), { batch: 1, sequenceLength: 4 });
      return parameters - (layers * width) / (2 * phases);
    });
    expect(new Set(counts).size).toBe(1);
  }
});
