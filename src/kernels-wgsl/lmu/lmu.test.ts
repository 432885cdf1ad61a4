import { describe, expect, test } from "vitest";
import { checkGradient, randomValues } from "../_kernel/check-gradient.ts";
import { lowerChecked } from "../_kernel/check-launches.ts";
import { f32 } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { applyMemory, lmuMemory, lmuMemoryBackward } from "./kernel.ts";
import { impulseResponse, legendreMemory } from "./matrices.ts";

/** m_t = A m_{t-1} + B u_t, step by step. */
function recurrent(u: Float64Array, memory: number, theta: number): Float64Array {
  const { a, b } = legendreMemory(memory, theta);
  const m = new Float64Array(u.length * memory);
  for (let t = 0; t < u.length; t++) {
    for (let i = 0; i < memory; i++) {
      let sum = b[i] * u[t];
      for (let j = 0; j < memory && t > 0; j++) sum += a[i * memory + j] * m[(t - 1) * memory + j];
      m[t * memory + i] = sum;
    }
  }
  return m;
}

describe("Legendre memory", () => {
  test("worked numbers: three numbers over four steps", () => {
    const { a, b } = legendreMemory(3, 4);
    const want = [0.763323, -0.205303, -0.064704, 0.615909, 0.212118, -0.278471, -0.32352, 0.464119, 0.167069];
    want.forEach((value, i) => expect(a[i]).toBeCloseTo(value, 5));
    [0.236677, -0.615909, 0.32352].forEach((value, i) => expect(b[i]).toBeCloseTo(value, 5));
    const m = recurrent(Float64Array.of(1, 0, 0, 2), 3, 4);
    const last = [0.6281, -0.97346, 0.649327];
    last.forEach((value, i) => expect(m[9 + i]).toBeCloseTo(value, 5));
  });

  test.each([
    [1, 4, 5],
    [6, 12, 33],
    [64, 128, 128],
  ])("all steps at once are the recurrence, %i numbers over %i steps", (memory, theta, steps) => {
    const u = randomValues(steps, 1);
    const tape = new ReferenceTape();
    const m = applyMemory(tape, tape.tensor(f32(1, steps), u), memory, () => legendreMemory(memory, theta), "test");
    const want = recurrent(u, memory, theta);
    tape.valuesOf(m).forEach((value, i) => expect(value).toBeCloseTo(want[i], 11));
  });

  test("the memory forgets: its impulse response dies away", () => {
    const tail = impulseResponse(legendreMemory(12, 64), 1024).subarray(-12);
    expect(Math.max(...tail.map(Math.abs))).toBeLessThan(1e-6);
  });

  test("reads back the past: a sine at delays of a quarter window and more", () => {
    const [memory, theta, steps] = [12, 64, 400];
    const sine = (t: number): number => Math.sin((2 * Math.PI * t) / 48);
    const m = recurrent(
      Float64Array.from({ length: steps }, (_, t) => sine(t)),
      memory,
      theta,
    ).subarray(-memory);
    for (const delay of [0.25, 0.5, 1]) {
      const legendre = [1, 2 * delay - 1];
      for (let n = 1; n < memory - 1; n++) {
        legendre.push(((2 * n + 1) * (2 * delay - 1) * legendre[n] - n * legendre[n - 1]) / (n + 1));
      }
      const read = legendre.reduce((sum, weight, i) => sum + weight * m[i], 0);
      expect(Math.abs(read - sine(steps - 1 - delay * theta + 0.5))).toBeLessThan(0.005);
    }
  });

  test("gradient agrees with central differences", () => {
    const inputs = [f32(2, 7), f32(7, 3)];
    expect(checkGradient(lmuMemory, { inputs, attributes: {} }).relative).toBeLessThan(1e-8);
  });

  test("counts the products of a step and what came before it", () => {
    const [forward] = lowerChecked(lmuMemory, [f32(2, 7), f32(7, 4)], {});
    expect(forward.counters).toMatchObject({ multiplies: 2 * 28 * 4, adds: 2 * 28 * 4 });
    const [backward] = lowerChecked(lmuMemoryBackward, [f32(2, 7, 4), f32(7, 4)], {});
    expect(backward.counters.multiplies).toBe(2 * 28 * 4);
  });

  test("refuses a response for other steps", () => {
    expect(() => lmuMemory.infer([f32(2, 7), f32(6, 4)], {})).toThrow("each of 7 steps");
  });
});
