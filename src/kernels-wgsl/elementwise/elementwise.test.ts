import { describe, expect, test } from "vitest";
import { checkGradient } from "../_kernel/check-gradient.ts";
import { f32, PORTABLE_TRAITS, type Tensor } from "../_kernel/operator.ts";
import { ReferenceTape } from "../_kernel/reference-tape.ts";
import { emitProgram } from "./emit.ts";
import { rowCost } from "./functions.ts";
import { elementwise, map } from "./kernel.ts";
import { operandKind } from "./operand-kind.ts";
import type { OperandKind, Program } from "./program.ts";
import { allRows, rowNamed, type Row } from "./row.ts";
import { normalDistribution } from "./table.ts";

const single = (row: Row, operands: readonly OperandKind[]): Program => ({
  operands,
  instructions: [{ row: row.name, arguments: [...operands.keys()], ...(row.hasImmediate && { immediate: 0.7 }) }],
  results: [operands.length],
});

/** Values around +-1, away from kinks and poles; positive where a row needs it. */
function valuesFor(row: Row): Readonly<Record<number, Float64Array>> {
  const isPositive = ["log", "sqrt", "rsqrt", "reciprocal", "divide"].includes(row.name);
  const of = (phase: number): Float64Array =>
    Float64Array.from(
      { length: 12 },
      (_, i) => (isPositive || (i + phase) % 3 > 0 ? 1 : -1) * (0.3 + 0.21 * ((i * 5 + phase) % 12)),
    );
  return { 0: of(0), 1: of(1) };
}

describe("rows of the element-wise table", () => {
  const differentiable = allRows().filter(
    (row) => row.gradients?.some((gradient) => gradient !== null) && row.isSurrogate !== true,
  );

  test.each(differentiable)("gradient of $name agrees with central differences", (row) => {
    const inputs = row.parameters.map(() => f32(3, 4));
    const program = single(
      row,
      inputs.map(() => "full"),
    );
    const error = checkGradient(elementwise, { inputs, attributes: { program }, values: valuesFor(row) });
    expect(error.relative).toBeLessThan(1e-7);
  });

  test("worked values", () => {
    const at = (name: string, ...values: number[]): number => rowNamed(name).evaluate(values, 2);
    expect(at("relu2", 3)).toBe(9);
    expect(at("scale", 3)).toBe(6);
    expect(at("maximum.d0", 1, 1, 4)).toBe(2);
    expect(at("swiglu", 0, 5)).toBe(0);
    expect([at("sign_code", 0), at("sign_code.d0", 0.5, 3), at("sign_code.d0", 1.5, 3)]).toEqual([1, 3, 0]);
    expect([at("clip", -5), at("clip", 1), at("elu_plus_one", 1)]).toEqual([-2, 1, 2]);
    expect(at("gelu_erf", 1)).toBeCloseTo(0.8413447460685429, 14);
    expect(at("softplus", -50)).toBeCloseTo(1.928749847963918e-22, 36);
    expect([normalDistribution(-5), normalDistribution(2.9), normalDistribution(3.1)]).toEqual([
      expect.closeTo(2.8665157187919333e-7, 20),
      expect.closeTo(0.9981341866996159, 14),
      expect.closeTo(0.9990323967867817, 14),
    ]);
  });

  test("costs are counted in the row's own text", () => {
    expect(rowCost(rowNamed("multiply"))).toEqual({ multiplies: 1, adds: 0, specials: 0 });
    expect(rowCost(rowNamed("negate"))).toEqual({ multiplies: 0, adds: 0, specials: 0 });
    // logistic: an exp, a division, an addition, two comparisons of the clamp.
    expect(rowCost(rowNamed("silu"))).toEqual({ multiplies: 1, adds: 3, specials: 2 });
    expect(rowCost(rowNamed("equal"))).toEqual({ multiplies: 0, adds: 1, specials: 0 });
  });

  test("an unknown function is named with the known ones", () => {
    expect(() => rowNamed("gleu")).toThrow('no element-wise function "gleu"; there are add');
  });
});

describe("operands", () => {
  test.each([
    [[2, 3], [2, 3], "full"],
    [[3], [2, 3], "tail"],
    [[1, 4, 3], [2, 4, 3], "tail"],
    [[2, 1], [2, 3], "head"],
    [[2, 1, 1], [2, 4, 3], "head"],
    [[1], [2, 3], "scalar"],
    [[2, 1, 3], [2, 4, 3], null],
  ])("%j in %j is %s", (operand, result, kind) => {
    expect(operandKind(operand, result)).toBe(kind);
  });

  test.each(["tail", "head", "scalar"] as const)("gradient of a %s operand sums over its copies", (kind) => {
    const shape = { tail: [4], head: [3, 1], scalar: [1] }[kind];
    const program = single(rowNamed("multiply"), [kind, "full"]);
    const error = checkGradient(elementwise, { inputs: [f32(...shape), f32(3, 4)], attributes: { program } });
    expect(error.relative).toBeLessThan(1e-8);
  });

  test("map repeats what no kind can read, and gives numpy's shape", () => {
    const tape = new ReferenceTape();
    const a = tape.tensor(f32(2, 1, 2), Float64Array.of(1, 2, 3, 4));
    const b = tape.tensor(f32(2, 1), Float64Array.of(10, 20));
    const sum = map(tape, "add", [a, b]);
    expect(sum.shape).toEqual([2, 2, 2]);
    expect([...tape.valuesOf(sum)]).toEqual([11, 12, 21, 22, 13, 14, 23, 24]);
    expect(() => map(tape, "add", [a, tape.tensor(f32(3), new Float64Array(3))])).toThrow("aligned at the end");
  });
});

describe("emitted programs", () => {
  test("a host passes what it computed and inserts the rest", () => {
    const program: Program = {
      operands: ["full", "tail"],
      instructions: [
        { row: "add", arguments: [0, 1] },
        { row: "relu", arguments: [2] },
      ],
      results: [3, 2],
    };
    const emitted = emitProgram(program, { lanes: 4, firstLoaded: 1, loadBinding: 3, storeBinding: 4 });
    expect(emitted.params).toBe("  extent1: u32,");
    expect(emitted.bindings.split("\n")).toEqual([
      "@group(0) @binding(3) var<storage, read> operand1: array<vec4f>;",
      "@group(0) @binding(4) var<storage, read_write> result0: array<vec4f>;",
      "@group(0) @binding(5) var<storage, read_write> result1: array<vec4f>;",
    ]);
    expect(emitted.functions).toContain("fn finish(e: u32, r0: vec4f) {");
    expect(emitted.functions).toContain("result1[e] = r2;");
  });

  test("counters follow operands, rows and results", () => {
    const x: Tensor = { ...f32(6, 8), id: 0 };
    const bias: Tensor = { ...f32(8), id: 1 };
    const y: Tensor = { ...f32(6, 8), id: 2 };
    const attributes = { program: single(rowNamed("add"), ["full", "tail"]) };
    const [launch] = elementwise.lower({ inputs: [x, bias], outputs: [y], attributes }, [], PORTABLE_TRAITS);
    expect(launch.counters).toMatchObject({ adds: 48, multiplies: 0, bytesRead: 224, bytesWritten: 192, launches: 1 });
  });

  test("a program that does not fit is refused with a sentence", () => {
    const program = single(rowNamed("add"), ["full", "tail"]);
    expect(() => elementwise.infer([f32(2, 3), f32(4)], { program })).toThrow("cannot be read as a tail operand");
    expect(() => elementwise.infer([f32(2, 3)], { program })).toThrow("as many inputs");
  });
});
