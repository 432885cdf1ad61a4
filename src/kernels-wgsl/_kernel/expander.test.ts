import { describe, expect, test } from "vitest";
import { expand } from "./expander.ts";

describe("expander", () => {
  test("repeats named registers and evaluates indices", () => {
    const text = expand("//: for i in 0..2\nvar c${i} = a[${i * 4 + 1}].${lane(i)};\n//: end");
    expect(text).toBe("var c0 = a[1].x;\nvar c1 = a[5].y;");
  });

  test("keeps a branch by a flag, nested", () => {
    const source = "//: if A\nyes\n//: if B\nboth\n//: end\n//: else\nno\n//: end";
    expect(expand(source, { constants: { A: true, B: false } })).toBe("yes");
    expect(expand(source, { constants: { A: false, B: true } })).toBe("no");
  });

  test("joins a body, with brackets and operators inside", () => {
    expect(expand("s = $[i: 0..3| + |dot(a[${i}], b${i})];")).toBe(
      "s = dot(a[0], b0) + dot(a[1], b1) + dot(a[2], b2);",
    );
  });

  test("emits a typed prelude and inserts snippets", () => {
    const text = expand("//: insert F", { constants: { N: 3, EPS: 0.5 }, snippets: { F: "let n = ${N};" } });
    expect(text).toBe("const N: u32 = 3u;\nconst EPS: f32 = 0.5;\nlet n = 3;");
  });

  test("names what it cannot read", () => {
    expect(() => expand("${M}")).toThrow('unknown name "M"');
    expect(() => expand("//: for i in 0..2\nx")).toThrow("no end for");
  });
});
