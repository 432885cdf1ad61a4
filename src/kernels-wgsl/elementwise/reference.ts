import { type OperandKind, type Program } from "./program.ts";
import { rowNamed } from "./row.ts";

/** Index into an operand of n elements for element e of a result of `size`. */
export function operandIndex(kind: OperandKind, e: number, n: number, size: number): number {
  if (kind === "full") return e;
  if (kind === "tail") return e % n;
  return kind === "head" ? Math.floor(e / (size / n)) : 0;
}

/** Float64 results of a program whose results have `size` elements. */
export function programReference(
  program: Program,
  operands: readonly Float64Array[],
  size: number,
): readonly Float64Array[] {
  const rows = program.instructions.map((instruction) => rowNamed(instruction.row));
  const results = program.results.map(() => new Float64Array(size));
  for (let e = 0; e < size; e++) {
    const registers = operands.map((values, i) => values[operandIndex(program.operands[i], e, values.length, size)]);
    program.instructions.forEach((instruction, i) => {
      const values = instruction.arguments.map((register) => registers[register]);
      registers.push(rows[i].evaluate(values, instruction.immediate ?? NaN));
    });
    program.results.forEach((register, k) => (results[k][e] = registers[register]));
  }
  return results;
}
