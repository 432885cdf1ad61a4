import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { f32 } from "../_kernel/operator.ts";
import { gatherLayout, stridedCopy } from "./kernel.ts";
import { collapseLayout, groupByFour } from "./layout.ts";
import { walkLayout } from "./reference.ts";

describe("strided layouts", () => {
  property.prop([
    fc.array(fc.record({ extent: fc.integer({ min: 1, max: 4 }), stride: fc.integer({ min: 0, max: 9 }) }), {
      minLength: 1,
      maxLength: 6,
    }),
  ])("collapsing axes visits the same elements in the same order", (axes) => {
    const shape = axes.map((axis) => axis.extent);
    const layout = gatherLayout({ shape, strides: axes.map((axis) => axis.stride), offset: 3 });
    const visits = (of: typeof layout): number[][] => {
      const seen: number[][] = [];
      walkLayout(of, (source, target) => seen.push([source, target]));
      return seen;
    };
    expect(visits(collapseLayout(layout))).toEqual(visits(layout));
  });

  test("groups of four need every run to divide", () => {
    const layout = (offset: number) => collapseLayout(gatherLayout({ shape: [3, 8], strides: [16, 1], offset }));
    expect(groupByFour(layout(4))?.axes).toEqual([
      { extent: 3, source: 4, target: 2 },
      { extent: 2, source: 1, target: 1 },
    ]);
    expect(groupByFour(layout(2))).toBeNull();
  });

  test("refuses to read past the input", () => {
    expect(() => stridedCopy.infer([f32(8)], { shape: [3], strides: [4], offset: 0 })).toThrow("reads element 8");
  });
});
