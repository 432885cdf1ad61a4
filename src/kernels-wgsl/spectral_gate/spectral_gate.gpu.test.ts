import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { spectralGate, spectralGateBackwardWeight } from "./kernel.ts";

const turns = (n: number): Float64Array =>
  Float64Array.from({ length: 2 * n }, (_, at) => {
    const angle = (2 * Math.PI * Math.floor(at / 2)) / n;
    return at % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });

// Sums over at most 17 rows, then 13 columns, both ways.
describe("spectral gate kernels", () => {
  test.each([
    [1, 1, 1, 2],
    [2, 4, 6, 3],
    [3, 8, 8, 20],
    [1, 13, 17, 63],
    [5, 1, 7, 4],
  ])("[%i, %i, %i, %i]", async (batch, height, width, channels) => {
    const columns = Math.floor(width / 2) + 1;
    const x = f32(batch, height, width, channels);
    const weight = f32(height, columns, 2, channels);
    const inputs = [x, weight, f32(height, 2), f32(width, 2)];
    const values = { 2: turns(height), 3: turns(width) };
    for (const isConjugate of [false, true]) {
      await expectKernelMatches(spectralGate, { inputs, attributes: { isConjugate }, values, tolerance: 5e-6 });
    }
    const spectrum = f32(batch, height, columns, 2, channels);
    await expectKernelMatches(spectralGateBackwardWeight, {
      inputs: [spectrum, spectrum],
      attributes: { width },
      tolerance: 2e-6,
    });
  });
});
