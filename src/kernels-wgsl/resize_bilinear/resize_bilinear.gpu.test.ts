import { test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { resizeBilinear, resizeBilinearBackward } from "./kernel.ts";

test.each([
  { shape: [1, 1, 1, 1], size: [3, 2] },
  { shape: [2, 3, 5, 4], size: [6, 10] },
  { shape: [1, 7, 9, 63], size: [3, 20] },
  { shape: [3, 8, 8, 3], size: [4, 4] },
  { shape: [1, 13, 2, 20], size: [5, 1] },
] as const)("resize_bilinear $shape to $size", async ({ shape, size }) => {
  const x = f32(...shape);
  await expectKernelMatches(resizeBilinear, { inputs: [x], attributes: { size }, tolerance: 1e-6 });
  const [y] = resizeBilinear.infer([x], { size });
  const attributes = { size: [shape[1], shape[2]] } as const;
  await expectKernelMatches(resizeBilinearBackward, { inputs: [y], attributes, tolerance: 2e-6 });
});
