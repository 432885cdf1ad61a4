import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { split, splitBackward } from "./kernel.ts";

describe("split kernel", () => {
  test.each([
    { rows: [1], widths: [1, 1] },
    { rows: [3, 65], widths: [3, 16, 44] },
    { rows: [100], widths: [8, 56] },
  ])("$rows rows of $widths", async ({ rows, widths }) => {
    const columns = widths.reduce((sum, width) => sum + width, 0);
    await expectKernelMatches(split, { inputs: [f32(...rows, columns)], attributes: { widths }, tolerance: 0 });
    const pieces = widths.map((width) => f32(...rows, width));
    await expectKernelMatches(splitBackward, { inputs: pieces, attributes: { widths }, tolerance: 0 });
  });
});
