import { describe, expect, test } from "vitest";
import { f32, PORTABLE_TRAITS, type Launch } from "../_kernel/operator.ts";
import { packParams } from "../_kernel/pack-params.ts";
import { sumPartials } from "./kernel.ts";
import { sumPartialsReference } from "./reference.ts";

describe("sum_partials", () => {
  test("worked numbers: each gradient in its place, the rest untouched", () => {
    const arena = Float64Array.of(9, 9, 9, 9, 9);
    const partials = [Float64Array.of(1, 2, 10, 20), Float64Array.of(5, 6, 7)];
    const gradients = [
      { offset: 3, parts: 2, size: 2 },
      { offset: 1, parts: 3, size: 1 },
    ];
    expect([...sumPartialsReference(arena, partials, gradients)]).toEqual([9, 18, 9, 11, 22]);
  });

  test("one text for any number of gradients; additions and bytes counted", () => {
    const lower = (count: number): Launch => {
      const gradients = Array.from({ length: count }, (_, i) => ({ offset: 8 * i, parts: 2, size: 4 }));
      const inputs = [f32(64), ...gradients.map(() => f32(2, 4))].map((spec, id) => ({ ...spec, id }));
      return sumPartials.lower({ inputs, outputs: [], attributes: { gradients } }, [], PORTABLE_TRAITS)[0];
    };
    const [few, many] = [lower(1), lower(7)];
    expect(few.source).toBe(many.source);
    expect(few.bindings.length).toBe(8);
    expect(() => packParams(many.source, many.params, many.label)).not.toThrow();
    expect(many.counters).toMatchObject({ adds: 28, bytesRead: 224, bytesWritten: 112, launches: 1 });
  });

  test("what does not fit is refused", () => {
    expect(() => sumPartials.infer([f32(64), f32(3, 5)], { gradients: [{ offset: 60, parts: 3, size: 5 }] })).toThrow(
      "3 parts of 5 at 60",
    );
    expect(() => sumPartials.infer([f32(64)], { gradients: [] })).toThrow("1 to 7 gradients");
  });
});
