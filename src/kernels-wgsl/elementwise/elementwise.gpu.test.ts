import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { elementwise } from "./kernel.ts";
import type { Instruction, Program } from "./program.ts";
import { allRows, type Row } from "./row.ts";

/** Rows whose slopes or values need positive arguments. */
const POSITIVE = new Set(["log", "sqrt", "rsqrt", "reciprocal", "divide"]);
const IMMEDIATE = -0.37;

/** Programs that compute five rows each, one result per row, from three operands. */
function programsOf(rows: readonly Row[]): readonly { readonly program: Program; readonly names: string }[] {
  return Array.from({ length: Math.ceil(rows.length / 5) }, (_, at) => {
    const group = rows.slice(5 * at, 5 * at + 5);
    const instructions = group.map(
      (row): Instruction => ({
        row: row.name,
        arguments: row.parameters.map((_, i) => (i + at) % 3),
        ...(row.hasImmediate && { immediate: IMMEDIATE }),
      }),
    );
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
