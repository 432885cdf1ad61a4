import { NO_COST, type Counters } from "../../lib/counters.ts";
import type { EmitOptions } from "./emit.ts";
import { rowCost } from "./functions.ts";
import type { Program } from "./program.ts";
import { rowNamed } from "./row.ts";

/** What a program adds to its host's launch: its operations, the operands it loads and the results it stores. */
export function programCost(
  program: Program,
  resultSize: number,
  operandSizes: readonly number[],
  options: Pick<EmitOptions, "lanes" | "firstLoaded">,
): Counters {
  const rows = program.instructions.map((instruction) => rowCost(rowNamed(instruction.row)));
  const perElement = (of: (row: (typeof rows)[number]) => number): number =>
    resultSize * rows.reduce((sum, row) => sum + of(row), 0);
  const bytesWritten = 4 * resultSize * program.results.length;
  let bytesRead = 0;
  let bytesTouched = bytesWritten;
  program.operands.forEach((kind, i) => {
    if (i < options.firstLoaded) return;
    const isRepeated = kind === "head" || kind === "scalar";
    bytesRead += 4 * operandSizes[i];
    bytesTouched += 4 * (isRepeated ? resultSize / options.lanes : resultSize);
  });
  return {
    ...NO_COST,
    multiplies: perElement((row) => row.multiplies),
    adds: perElement((row) => row.adds),
    specials: perElement((row) => row.specials),
    bytesRead,
    bytesWritten,
    bytesTouched,
  };
}
