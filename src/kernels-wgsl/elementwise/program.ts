/**
 * A straight-line element-wise program over registers. Registers 0..n-1 are the operands; each instruction applies a row of
 * the table and makes the next register. One program serves the element-wise kernel and the epilogues of others.
 */
export interface Program {
  /**
   * How operand i is indexed for element e of a result of n elements: `full` e; `tail` e % m, the operand's m elements
   * repeating over leading axes (a bias, positions); `head` e / (n / m), one element per row; `scalar` 0.
   */
  readonly operands: readonly OperandKind[];
  readonly instructions: readonly Instruction[];
  /** Registers that are written out, one result tensor each. */
  readonly results: readonly number[];
}

export type OperandKind = "full" | "tail" | "head" | "scalar";

export interface Instruction {
  /** Name in the table; `<name>.d<k>` is the product of the incoming gradient with the derivative by argument k. */
  readonly row: string;
  /** Registers; for a derivative row the forward arguments that it needs (`RowGradient.saved`), then the incoming gradient. */
  readonly arguments: readonly number[];
  /** Constant of rows that have one (`scale`, `shift`). */
  readonly immediate?: number;
}

export const IDENTITY: Program = { operands: ["full"], instructions: [], results: [0] };
