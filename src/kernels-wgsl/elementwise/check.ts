import { Failure } from "../../lib/failure.ts";
import { sizeOf, type TensorSpec } from "../_kernel/operator.ts";
import type { OperandKind, Program } from "./program.ts";
import { rowNamed } from "./row.ts";

/** The portable limit on storage buffers of one dispatch. */
export const MAX_BINDINGS = 8;

const named = (spec: TensorSpec): string => `[${spec.shape.join(", ")}]`;

function operandFits(kind: OperandKind, own: number, size: number): boolean {
  if (kind === "full") return own === size;
  return kind === "scalar" ? own === 1 : own > 0 && size % own === 0;
}

/** Throws where a program cannot run on some inputs; gives the first `full` operand, whose shape the results have. */
export function checkProgram(inputs: readonly TensorSpec[], program: Program): TensorSpec {
  const { operands, instructions, results } = program;
  if (operands.length !== inputs.length || operands.length + results.length > MAX_BINDINGS) {
    throw new Failure(
      `elementwise takes as many inputs as its program has operands, and at most ${MAX_BINDINGS} inputs and results together; it was given ${inputs.length} inputs, ${operands.length} operands and ${results.length} results.`,
    );
  }
  const full = inputs.find((_, i) => operands[i] === "full");
  if (full === undefined) throw new Failure("elementwise needs one operand of its result's own shape.");
  inputs.forEach((input, i) => {
    if (input.dtype !== "f32" || !operandFits(operands[i], sizeOf(input.shape), sizeOf(full.shape))) {
      throw new Failure(
        `elementwise: input ${i} of type ${input.dtype} ${named(input)} cannot be read as a ${operands[i]} operand of an f32 result ${named(full)}.`,
      );
    }
  });
  instructions.forEach((instruction, i) => {
    const row = rowNamed(instruction.row);
    const count = instruction.arguments.length;
    if (count !== row.parameters.length || instruction.arguments.some((r) => r >= operands.length + i)) {
      throw new Failure(`elementwise: ${row.name} takes ${row.parameters.length} earlier registers, not ${count}.`);
    }
  });
  return full;
}
