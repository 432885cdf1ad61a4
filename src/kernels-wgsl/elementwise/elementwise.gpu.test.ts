import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { elementwise } from "./kernel.ts";
import type { Instruction, Program } from "./program.ts";
import { allRows, rowNamed, type Row } from "./row.ts";

/** Rows whose slopes or values need positive arguments. */
const POSITIVE = new Set(["log", "sqrt", "rsqrt", "reciprocal", "divide"]);
const IMMEDIATE = -0.37;

/** Programs that compute five rows each, one result per row, from three operands. */
function programsOf(rows: readonly Row[]): readonly { readonly program: Program; readonly names: string }[] {
  return Array.from({ length: Math.ceil(rows.length / 5) }, (_, at) => {
    const group = rows.slice(5 * at, 5 * at + 5);
    const instructions = group.map((row): Instruction => ({
      row: row.name,
      arguments: row.parameters.map((_, i) => (i + at) % 3),
      ...(row.hasImmediate && { immediate: IMMEDIATE }),
    }));
    const program: Program = { operands: ["full", "full", "full"], instructions, results: group.map((_, i) => 3 + i) };
    return { program, names: group.map((row) => row.name).join(", ") };
  });
}

const base = (row: Row): string => row.name.split(".")[0];
const positive = programsOf(allRows().filter((row) => POSITIVE.has(base(row))));
const any = programsOf(allRows().filter((row) => !POSITIVE.has(base(row))));

describe.each([7, 100])("every row on %i elements", (size) => {
  const inputs = [f32(size), f32(size), f32(size)];
  test.each(any)("$names", async ({ program }) => {
    const values = [0, 1, 2].map((i) => randomValues(size, 40 + i).map((value) => 6 * value));
    await expectKernelMatches(elementwise, { inputs, attributes: { program }, values, tolerance: 2e-6 });
  });
  test.each(positive)("$names", async ({ program }) => {
    const values = [0, 1, 2].map((i) => randomValues(size, 50 + i).map((value) => 1.25 + value));
    await expectKernelMatches(elementwise, { inputs, attributes: { program }, values, tolerance: 2e-6 });
  });
});

describe("operands of every kind", () => {
  const program: Program = {
    operands: ["full", "tail", "head", "scalar", "full"],
    instructions: [
      { row: "multiply", arguments: [0, 2] },
      { row: "add", arguments: [5, 1] },
      { row: "gelu_tanh", arguments: [6] },
      { row: "multiply", arguments: [7, 3] },
      { row: "add", arguments: [8, 4] },
    ],
    results: [9, 6],
  };
  test.each([
    [1, 1],
    [3, 5],
    [65, 63],
    [7, 100],
  ])("a chain on [%i, %i] with two results", async (rows, columns) => {
    const full = f32(rows, columns);
    const inputs = [full, f32(columns), f32(rows, 1), f32(1), full];
    await expectKernelMatches(elementwise, { inputs, attributes: { program }, tolerance: 2e-6 });
  });
});

test("extreme arguments give finite values", async () => {
  const rows = ["sigmoid", "tanh", "silu", "gelu_tanh", "gelu_erf", "softplus", "relu2"].map(rowNamed);
  const program: Program = {
    operands: ["full"],
    instructions: rows.map((row) => ({ row: row.name, arguments: [0] })),
    results: rows.map((_, i) => 1 + i),
  };
  const values = { 0: Float64Array.of(0, 80, -80, 1e-4, -1e-4, 12, -12, 0.5, 300, -300) };
  await expectKernelMatches(elementwise, { inputs: [f32(10)], attributes: { program }, values, tolerance: 1e-6 });
});

test.each([
  ["softplus", -7.5, -6.5],
  ["tanh", -1e-3, 1e-3],
  ["tanh", 0.2, 0.3],
  ["gelu_erf", -4.2, -3.8],
  ["sigmoid", -9, -8.5],
])("%s keeps its relative accuracy between %d and %d", async (row, from, to) => {
  const program: Program = { operands: ["full"], instructions: [{ row, arguments: [0] }], results: [1] };
  const values = { 0: randomValues(64, 60).map((value) => Math.fround(from + (to - from) * (0.5 + 0.5 * value))) };
  await expectKernelMatches(elementwise, { inputs: [f32(64)], attributes: { program }, values, tolerance: 3e-6 });
});
