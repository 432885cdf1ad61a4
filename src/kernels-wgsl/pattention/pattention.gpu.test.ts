import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { pattention, pattentionBackward } from "./kernel.ts";

const SHAPES = [
  [1, 1],
  [3, 63],
  [2, 65, 100],
  [5, 384],
];

// A sum of at most 384 squares or products; GELU and its slope are good to 1e-7 relative.
describe.each([true, false])("pattention kernel, row per thread: %s", (isSoftware) => {
  test.each(SHAPES.map((shape) => [shape] as const))("%j", async (shape) => {
    const traits = { isSoftware };
    const tokens = shape[shape.length - 1];
    const s = f32(...shape);
    const inverse = f32(shape.slice(0, -1).reduce((product, extent) => product * extent, 1));
    for (const norm of ["l2_norm_gelu", "gelu_l2_norm"] as const) {
      const attributes = { norm, tau: Math.sqrt(tokens) };
      await expectKernelMatches(pattention, { inputs: [s], attributes, tolerance: 3e-6, traits });
      await expectKernelMatches(pattentionBackward, { inputs: [s, s, inverse], attributes, tolerance: 1e-5, traits });
    }
  });
});
