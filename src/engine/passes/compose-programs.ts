import type { OperandKind, Program } from "../../kernels-wgsl/elementwise/program.ts";
import type { GraphTensor } from "../graph/graph.ts";

/** A program with the tensors its registers stand for. `null` operand: the host's own result (a matmul's accumulator). */
export interface BoundProgram {
  readonly program: Program;
  readonly operands: readonly (GraphTensor | null)[];
  readonly results: readonly GraphTensor[];
}

/**
 * One program that runs `first` and then `second` on its results. Operands that both read become one register. The results
 * are those of `second` and, of `first`, the ones that `isStillNeeded`.
 */
export function composePrograms(
  first: BoundProgram,
  second: BoundProgram,
  isStillNeeded: (tensor: GraphTensor) => boolean,
): BoundProgram {
  const operands = [...first.operands];
  const kinds: OperandKind[] = [...first.program.operands];
  for (const [i, tensor] of second.operands.entries()) {
    if (tensor === null || isResultOf(first, tensor)) continue;
    if (indexOfOperand(operands, kinds, tensor, second.program.operands[i]) !== -1) continue;
    operands.push(tensor);
    kinds.push(second.program.operands[i]);
  }
  const added = operands.length - first.operands.length;
  const fromFirst = (register: number): number => (register < first.operands.length ? register : register + added);
  const firstRegisters = operands.length + first.program.instructions.length;
  const fromSecond = (register: number): number => {
    if (register >= second.operands.length) return firstRegisters + register - second.operands.length;
    const tensor = second.operands[register]!;
    const result = first.results.findIndex((candidate) => candidate.id === tensor.root.id);
    if (result !== -1) return fromFirst(first.program.results[result]);
    return indexOfOperand(operands, kinds, tensor, second.program.operands[register]);
  };
  const instructions = [
    ...first.program.instructions.map((one) => ({ ...one, arguments: one.arguments.map(fromFirst) })),
    ...second.program.instructions.map((one) => ({ ...one, arguments: one.arguments.map(fromSecond) })),
  ];
  const keptResults = first.results.map((tensor, i) => ({ tensor, register: fromFirst(first.program.results[i]) }));
  const results = [
    ...keptResults.filter(({ tensor }) => isStillNeeded(tensor)),
    ...second.results.map((tensor, i) => ({ tensor, register: fromSecond(second.program.results[i]) })),
  ];
  return {
    program: { operands: kinds, instructions, results: results.map(({ register }) => register) },
    operands,
    results: results.map(({ tensor }) => tensor),
  };
}

function isResultOf(program: BoundProgram, tensor: GraphTensor): boolean {
  return program.results.some((result) => result.id === tensor.root.id);
}

function indexOfOperand(
  operands: readonly (GraphTensor | null)[],
  kinds: readonly OperandKind[],
  tensor: GraphTensor,
  kind: OperandKind,
): number {
  return operands.findIndex(
    (operand, i) => operand !== null && operand.root.id === tensor.root.id && kinds[i] === kind,
  );
}
