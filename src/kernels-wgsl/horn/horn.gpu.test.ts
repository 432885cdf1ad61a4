import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { horn, hornBackward } from "./kernel.ts";

describe.each([true, false])("horn kernel, row per thread: %s", (isSoftware) => {
  test.each([
    [1, 1, 1],
    [1, 3, 63],
    [2, 65, 100],
  ])("[%i, %i, %i]", async (...shape) => {
    const inputs = [f32(...shape)];
    await expectKernelMatches(horn, { inputs, attributes: { offset: 3 }, tolerance: 1e-6, traits: { isSoftware } });
    await expectKernelMatches(hornBackward, {
      inputs,
      attributes: { offset: 0 },
      tolerance: 1e-6,
      traits: { isSoftware },
    });
  });
});
