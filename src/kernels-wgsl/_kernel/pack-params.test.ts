import { expect, test } from "vitest";
import { packParams } from "./pack-params.ts";

const SOURCE = "struct Params {\n  rows: u32,\n  shift: i32, // may be negative\n  eps: f32,\n}\nfn f() {}";

test("params are packed in the struct's order, padded to sixteen bytes", () => {
  const bytes = packParams(SOURCE, { eps: 0.5, rows: 7, shift: -2 }, "k")!;
  expect(bytes.byteLength).toBe(16);
  expect([...new Uint32Array(bytes, 0, 1), ...new Int32Array(bytes, 4, 1), ...new Float32Array(bytes, 8, 1)]).toEqual([
    7, -2, 0.5,
  ]);
});

test("a missing, unknown or structured field is named", () => {
  expect(() => packParams(SOURCE, { rows: 1, eps: 1, depth: 2 }, "k")).toThrow(
    "k: params missing [shift], unknown [depth]",
  );
  expect(() => packParams("struct Params { a: vec4f }", { a: 1 }, "k")).toThrow('not "a: vec4f"');
});

test("a kernel without params has none", () => {
  expect(packParams("fn f() {}", {}, "k")).toBeNull();
});
