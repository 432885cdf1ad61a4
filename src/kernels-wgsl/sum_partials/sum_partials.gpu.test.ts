import { expect, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { runOnGpu } from "../_kernel/gpu-run.ts";
import { f32 } from "../_kernel/operator.ts";
import { sumPartials } from "./kernel.ts";
import { sumPartialsReference } from "./reference.ts";

const SHAPES: readonly (readonly (readonly [parts: number, size: number])[])[] = [
  [[1, 1]],
  [[3, 63]],
  [
    [17, 65],
    [2, 1],
    [1, 128],
  ],
  [
    [2, 100],
    [3, 3],
    [4, 64],
    [5, 65],
    [1, 7],
    [256, 2],
    [9, 300],
  ],
];

test.each(SHAPES.map((shapes) => ({ shapes })))(
  "sums partials $shapes and leaves the rest alone",
  async ({ shapes }) => {
    let offset = 5;
    const gradients = shapes.map(([parts, size]) => {
      const placed = { offset, parts, size };
      offset += size + 3;
      return placed;
    });
    const arena = randomValues(offset, 1);
    const partials = gradients.map(({ parts, size }, i) => randomValues(parts * size, i + 2));
    const inputs = [
      { spec: f32(offset), values: arena },
      ...gradients.map(({ parts, size }, i) => ({ spec: f32(parts, size), values: partials[i] })),
    ];
    const run = await runOnGpu(sumPartials, inputs, { gradients });
    expect(run.brokenGuards).toEqual([]);
    const want = sumPartialsReference(arena, partials, gradients);
    const longest = Math.max(...gradients.map(({ parts }) => parts));
    // At most `parts` roundings of sums below `parts` times the largest value, 1.
    want.forEach((value, i) => expect(Math.abs(run.outputs[0][i] - value)).toBeLessThan(longest * 2 ** -22));
  },
);
