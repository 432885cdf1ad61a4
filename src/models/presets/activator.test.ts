import { describe, expect, test } from "vitest";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { blockRun, type BlockRunOptions } from "../build/block-run.ts";
import { float64ImageRun, imageParameters } from "../build/float64-image-run.ts";
import { float64Trunk } from "../build/float64-trunk.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { activator, type ActivatorSize } from "./activator.ts";
import { presetById } from "./index.ts";
import { block } from "./preset.ts";

const AUTHORS: ActivatorSize = { width: 256, hidden: 512, layers: 4, gatesTokens: false, keepsMlp: true };
const TINY: ActivatorSize = { width: 8, hidden: 6, layers: 2, gatesTokens: false, keepsMlp: false, dropout: 0 };

describe("Activators", () => {
  test.each([
    ["activator-glu", 605_834],
    ["activator-glu-ffn", 1_001_354],
    ["activator-token", 623_242],
    ["mixer-mini", 605_834],
  ])("%s has %i parameters", (id, count) => {
    expect(imageParameters(presetById(id).document)).toBe(count);
  });

  test("of the authors' size they have the published counts; six layers with gated tokens have 931,082", () => {
    expect(imageParameters(activator("both", AUTHORS))).toBe(2_650_890);
    expect(imageParameters(activator("units", { ...AUTHORS, keepsMlp: false }))).toBe(1_599_242);
    const tokens = { width: 128, hidden: 256, layers: 6, gatesTokens: true, keepsMlp: false };
    expect(imageParameters(activator("tokens", tokens))).toBe(931_082);
  });

  test("the second MLP costs its two matrices and offsets a layer", () => {
    const difference =
      imageParameters(activator("both", { ...TINY, keepsMlp: true })) - imageParameters(activator("one", TINY));
    expect(difference).toBe(2 * (8 * 6 + 6 + (6 * 8 + 8)));
  });

  test("channel mode does not see where a patch was; gated tokens and learned positions do", () => {
    const images = randomValues(32 * 32 * 3, 3);
    // Two patches of 4 x 4 change places.
    const swapped = images.slice();
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 12; j++) {
        const [here, there] = [i * 96 + j, (i + 12) * 96 + 48 + j];
        [swapped[here], swapped[there]] = [images[there], images[here]];
      }
    }
    const change = (document: ArchitectureDocument): number => {
      const weights = (name: string, initial: Float64Array) =>
        name.endsWith("mix") ? randomValues(initial.length, 8) : undefined;
      const run = (values: Float64Array) =>
        float64ImageRun(document, values, [0], { isTraining: false, weights }).logits;
      const [before, after] = [run(images), run(swapped)];
      return Math.max(...before.map((value, i) => Math.abs(value - after[i])));
    };
    expect(change(activator("channel", TINY))).toBeLessThan(1e-12);
    expect(change(activator("tokens", { ...TINY, gatesTokens: true }))).toBeGreaterThan(1e-9);
    expect(change(activator("placed", { ...TINY, hasPositions: true }))).toBeGreaterThan(1e-9);
  });

  test("the mean over patches can be taken as they come", () => {
    const trunk = [block("gated-unit", { hidden: 6 })];
    const map = randomValues(2 * 3 * 8, 4);
    const all = float64Trunk(trunk, [2, 3, 8], map).values;
    for (let i = 0; i < 6; i++) {
      const one = float64Trunk(trunk, [1, 1, 8], map.slice(8 * i, 8 * i + 8)).values;
      one.forEach((value, c) => expect(value).toBeCloseTo(all[8 * i + c], 14));
    }
  });

  test("the norm that both sub-layers share gets the sum of what its two uses would get", () => {
    const images = randomValues(32 * 32 * 3, 5);
    const tied = activator("tied", { ...TINY, layers: 1, keepsMlp: true });
    const untied = JSON.parse(
      JSON.stringify(tied).replace(',"tie":"layers.unit.glu-norm"', ""),
    ) as ArchitectureDocument;
    const [one, two] = [tied, untied].map((document) => float64ImageRun(document, images, [3]).gradients);
    // A name holds the pass of the repeat too.
    const gain = (gradients: ReadonlyMap<string, Float64Array>, norm: string): Float64Array =>
      [...gradients].find(([name]) => name.startsWith(`layers.${norm}`) && name.endsWith("gain"))?.[1] ??
      new Float64Array();
    const own = gain(one, "unit.glu-norm");
    expect(own.some((value) => Math.abs(value) > 1e-8)).toBe(true);
    const [unit, mlp] = ["unit.glu-norm", "mlp.ffn-norm"].map((norm) => gain(two, norm));
    own.forEach((value, c) => expect(value).toBeCloseTo(unit[c] + mlp[c], 12));
  });
});

describe("the gated unit", () => {
  const x = { shape: [1, 1, 1], values: Float64Array.of(1) };
  const given =
    (values: Readonly<Record<string, readonly number[]>>): NonNullable<BlockRunOptions["weights"]> =>
    (name) =>
      Object.hasOwn(values, name) ? Float64Array.from(values[name]) : undefined;

  test("worked numbers: both halves normed, by one scale", () => {
    // Behind the norms: (1.221111, -1.228274, 0.007163) and (1.336302, -0.267260, -1.069042).
    const weights = { w_gate: [1, -1, 0.5], w_value: [2, 0, -1], w_down: [1, 0, 0] };
    const product = [1.631773, 0.328269, -0.007657];
    product.forEach((want, i) => {
      const down = [0, 1, 2].map((j) => Number(i === j));
      const { y } = blockRun("gated-unit", { hidden: 3 }, x, { weights: given({ ...weights, w_down: down }) });
      expect(y[0]).toBeCloseTo(want, 6);
    });
  });

  test("worked numbers: bilinear without norms on two channels", () => {
    // u = (1 + 2, 3), v = (1, 2 - 1): products (3, 3); y = (3 + 3, 3 - 3).
    const { y } = blockRun(
      "gated-unit",
      { hidden: 2, gate: "bilinear", innerNorm: "none" },
      { shape: [1, 1, 2], values: Float64Array.of(1, 2) },
      { weights: given({ w_gate: [1, 1, 3, 0], w_value: [1, 0, -1, 1], w_down: [1, 1, 1, -1] }) },
    );
    expect([...y]).toEqual([6, 0]);
  });

  test("shared scales get the sum of what separate ones get", () => {
    const input = { shape: [1, 5, 4], values: randomValues(20, 6) };
    const options = {
      incoming: randomValues(20, 7),
      weights: (name: string) => (name.startsWith("w_") ? randomValues(24, name.length) : undefined),
    };
    const shared = blockRun("gated-unit", { hidden: 6 }, input, options).gradients;
    const separate = blockRun("gated-unit", { hidden: 6, innerNorm: "separate" }, input, options).gradients;
    for (const name of ["gain", "bias"]) {
      shared.get(name)?.forEach((value, i) => {
        expect(value).toBeCloseTo((separate.get(name)?.[i] ?? NaN) + (separate.get(`value_${name}`)?.[i] ?? NaN), 12);
      });
    }
  });

  test("hidden values that are all equal stay finite", () => {
    const { y, gradients } = blockRun("gated-unit", { hidden: 3 }, x, { weights: given({ w_gate: [1, 1, 1] }) });
    expect([...y, ...(gradients.get("x") ?? [])].every(Number.isFinite)).toBe(true);
  });
});

describe.each(["gated-unit", "token-gate"] as const)("%s", (kind) => {
  test("every gradient agrees with central differences", () => {
    const values = randomValues(24, 9);
    const incoming = randomValues(24, 10);
    // Initial mixes are too small to tell one gradient from another.
    const scale = (name: string) => name.length;
    const run = (at: Float64Array, changed?: { readonly name: string; readonly values: Float64Array }) =>
      blockRun(
        kind,
        { hidden: 5 },
        { shape: [2, 3, 4], values: at },
        {
          incoming,
          weights: (name) =>
            changed?.name === name
              ? changed.values
              : name.startsWith("w_") || name === "mix"
                ? randomValues(name === "mix" ? 9 : 20, scale(name))
                : undefined,
        },
      );
    const { gradients, parameters } = run(values);
    const loss = (y: Float64Array): number => y.reduce((sum, one, i) => sum + one * incoming[i], 0);
    for (const [name, own] of parameters) {
      const gradient = gradients.get(name) ?? new Float64Array();
      const size = Math.max(1e-3, Math.hypot(...gradient) / Math.sqrt(gradient.length));
      for (let i = 0; i < own.length; i += 3) {
        const [up, down] = [1e-6, -1e-6].map((step) => {
          const moved = own.map((one, j) => (i === j ? one + step : one));
          return loss((name === "x" ? run(moved) : run(values, { name, values: moved })).y);
        });
        expect(Math.abs((up - down) / 2e-6 - gradient[i]) / size, `${name}[${i}]`).toBeLessThan(1e-6);
      }
    }
  });
});
