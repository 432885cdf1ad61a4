import { describe, expect, it } from "vitest";
import type { Segment } from "../schema/result.ts";
import { otherKernelsSentence, tableToResume } from "./resumed-kernels.ts";

const FIRST: Segment = {
  fromStep: 0,
  documentHash: "d",
  planHash: "p",
  variantTable: {},
  variants: { "matmul nt wide": "quads 8x8" },
  adapter: "google swiftshader",
};

describe("a resumed run", () => {
  it("takes the recorded table on the same adapter only", () => {
    expect(tableToResume([FIRST], "google swiftshader")).toEqual({ "matmul nt wide": "quads 8x8" });
    expect(tableToResume([FIRST], "apple metal-3")).toBeUndefined();
    expect(tableToResume([], "apple metal-3")).toBeUndefined();
  });

  it("says why its kernels are others than before", () => {
    expect(otherKernelsSentence([FIRST])).toBeNull();
    expect(otherKernelsSentence([FIRST, { ...FIRST, fromStep: 3 }])).toBeNull();
    expect(otherKernelsSentence([FIRST, { ...FIRST, planHash: "q", documentHash: "e" }])).toBeNull();
    expect(otherKernelsSentence([FIRST, { ...FIRST, planHash: "q" }])).toMatch(/has changed since/);
    const moved = { ...FIRST, planHash: "q", adapter: "apple metal-3" };
    expect(otherKernelsSentence([FIRST, moved])).toMatch(/chosen for apple metal-3, not for google swiftshader/);
  });
});
