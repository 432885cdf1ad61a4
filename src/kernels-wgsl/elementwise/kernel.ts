import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Application, type Operator, type Tape, type Tensor } from "../_kernel/operator.ts";
import { broadcastTo } from "../broadcast_to/kernel.ts";
import { reduce } from "../reduce/kernel.ts";
import { checkProgram } from "./check.ts";
import { programCost } from "./cost.ts";
import { emitProgram, programLanes, programParams } from "./emit.ts";
import forward from "./forward.wgsl?raw";
import { broadcastShape, operandKind } from "./operand-kind.ts";
import type { OperandKind, Program } from "./program.ts";
import { programReference } from "./reference.ts";
import { rowNamed } from "./row.ts";

export interface ElementwiseAttributes {
  /** The program; its operands are the inputs, its results the outputs, all of the shape of the first `full` operand. */
  readonly program: Program;
}

/** One program over its operands, in one pass. The engine's fusion composes programs; see `map` for a single function. */
export const elementwise: Operator<ElementwiseAttributes> = {
  name: "elementwise",
  acceptsProgram: true,
  infer(inputs, { program }) {
    const full = checkProgram(inputs, program);
    return program.results.map(() => ({ shape: full.shape, dtype: "f32" }));
  },
  reference(inputs, { program }) {
    return programReference(program, inputs, inputs[program.operands.indexOf("full")].length);
  },
  gradient: elementwiseGradient,
  lower({ inputs, outputs, attributes: { program } }) {
    const size = sizeOf(outputs[0].shape);
    const sizes = inputs.map((input) => sizeOf(input.shape));
    const lanes = programLanes(program, size, sizes);
    const options = { lanes, firstLoaded: 0, loadBinding: 1, storeBinding: 1 + inputs.length };
    const emitted = emitProgram(program, options);
    const snippets = { PARAMS: emitted.params, BINDINGS: emitted.bindings, FUNCTIONS: emitted.functions };
    return [
      {
        label: "elementwise",
        source: expand(forward, { snippets }),
        params: { size: size / lanes, ...programParams(program, size, sizes, options) },
        bindings: [...inputs.map(read), ...outputs.map(write)],
        workgroups: foldWorkgroups(size / lanes, 64),
        counters: { ...programCost(program, size, sizes, options), launches: 1 },
      },
    ];
  },
};

/** Applies one row of the table to inputs of broadcastable shapes. */
export function map(tape: Tape, row: string, inputs: readonly Tensor[], immediate?: number): Tensor {
  const { name } = rowNamed(row);
  const shapes = inputs.map((input) => input.shape);
  const shape = broadcastShape(name, shapes);
  const kinds = shapes.map((own) => operandKind(own, shape));
  // Some operand must have the result's own shape; where none has, the first is repeated to it.
  const repeated = kinds.map((kind, i) => kind === null || (i === 0 && !kinds.includes("full")));
  const operands = inputs.map((input, i) => (repeated[i] ? tape.apply(broadcastTo, [input], { shape })[0] : input));
  const result = applyRow(
    tape,
    row,
    operands,
    kinds.map((kind, i) => (repeated[i] ? "full" : kind!)),
    immediate,
  );
  return result.shape.length === shape.length ? result : tape.reshape(result, shape);
}

function applyRow(
  tape: Tape,
  row: string,
  inputs: readonly Tensor[],
  operands: readonly OperandKind[],
  immediate: number | undefined,
): Tensor {
  const instruction = { row, arguments: [...inputs.keys()], ...(immediate !== undefined && { immediate }) };
  return tape.apply(elementwise, inputs, {
    program: { operands, instructions: [instruction], results: [inputs.length] },
  })[0];
}

/** Programs are differentiated before fusion composes them, so a rule is needed for copies and single instructions only. */
function elementwiseGradient(
  tape: Tape,
  { inputs, attributes: { program } }: Application<ElementwiseAttributes>,
  [dy]: readonly (Tensor | null)[],
  wants: readonly boolean[],
): readonly (Tensor | null)[] {
  const { operands, instructions, results } = program;
  if (results.length !== 1 || instructions.length > 1 || (instructions.length === 1 && results[0] !== inputs.length)) {
    throw new Error("elementwise: only programs of one instruction and one result are differentiated");
  }
  if (dy === null) return inputs.map(() => null);
  if (instructions.length === 0) {
    return inputs.map((input, i) => (i === results[0] && wants[i] ? reduceTo(tape, dy, operands[i], input) : null));
  }
  const [instruction] = instructions;
  const { gradients } = rowNamed(instruction.row);
  const contributions = inputs.map((): Tensor[] => []);
  instruction.arguments.forEach((register, k) => {
    const gradient = gradients?.[k] ?? null;
    if (gradient === null || !wants[register]) return;
    let full = dy;
    if (gradient !== "incoming") {
      const saved = gradient.saved.map((index) => instruction.arguments[index]);
      const kinds = [...saved.map((index) => operands[index]), "full" as const];
      full = applyRow(tape, gradient.row, [...saved.map((index) => inputs[index]), dy], kinds, instruction.immediate);
    }
    contributions[register].push(reduceTo(tape, full, operands[register], inputs[register]));
  });
  return contributions.map((parts) => (parts.length === 0 ? null : parts.reduce((a, b) => map(tape, "add", [a, b]))));
}

/** Sums a gradient of the result's shape over the elements that shared an operand's element. */
function reduceTo(tape: Tape, gradient: Tensor, kind: OperandKind, operand: Tensor): Tensor {
  const size = sizeOf(gradient.shape);
  const own = sizeOf(operand.shape);
  let sum = gradient;
  if (kind !== "full" && own !== size) {
    const rows = kind === "tail" ? size / own : own;
    const matrix = tape.reshape(gradient, [rows, size / rows]);
    [sum] = tape.apply(reduce, [matrix], { kind: "sum", axes: [kind === "tail" ? 0 : 1], keepdims: false });
  }
  const isSame = sum.shape.length === operand.shape.length && sum.shape.every((n, i) => n === operand.shape[i]);
  return isSame ? sum : tape.reshape(sum, operand.shape);
}
