import { addCounters, NO_COST, type Counters } from "../../lib/counters.ts";
import { programCost } from "../elementwise/cost.ts";
import { emitProgram, programParams } from "../elementwise/emit.ts";
import { IDENTITY, type Program } from "../elementwise/program.ts";
import { read, sizeOf, write, type Binding, type Tensor } from "../_kernel/operator.ts";

/** How a kernel finishes its sums: WGSL pieces, and what they bind, need as params and cost. */
export interface Epilogue {
  readonly snippets: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, number>>;
  /** Bound from the kernel's `firstBinding` on. */
  readonly bindings: readonly Binding[];
  readonly counters: Counters;
}

export interface EpilogueRequest {
  readonly program: Program;
  /** Operands of the program behind operand 0. */
  readonly operands: readonly Tensor[];
  readonly results: readonly Tensor[];
  readonly lanes: 1 | 4;
  readonly firstBinding: number;
  /** Where each thread can load an operand of one row (a bias) once for all its rows; else null. */
  readonly hoist: RowHoist | null;
}

export interface RowHoist {
  /** Columns of the result, the size of such an operand. */
  readonly columns: number;
  /** Elements of such an operand that all threads load together. */
  readonly loads: number;
}

/** Results written as they are: for partial products. */
export function plainEpilogue(result: Tensor, lanes: 1 | 4, firstBinding: number): Epilogue {
  return emitEpilogue({ program: IDENTITY, operands: [], results: [result], lanes, firstBinding, hoist: null });
}

/**
 * Emits a program. Operands of one row are loaded once per column and handed to `finish`: a thread owns many rows, and its
 * loads cost more than its arithmetic.
 */
export function emitEpilogue(request: EpilogueRequest): Epilogue {
  const { results, lanes, firstBinding } = request;
  const { program, operands, hoisted } = hoistRowOperands(request);
  const size = sizeOf(results[0].shape);
  const sizes = [size, ...operands.map((operand) => sizeOf(operand.shape))];
  const options = {
    lanes,
    firstLoaded: 1 + hoisted,
    loadBinding: firstBinding + hoisted,
    storeBinding: firstBinding + operands.length,
  };
  const emitted = emitProgram(program, options);
  const type = lanes === 4 ? "vec4f" : "f32";
  const indices = Array.from({ length: hoisted }, (_, i) => i + 1);
  const hoistedBindings = indices.map(
    (i) => `@group(0) @binding(${firstBinding + i - 1}) var<storage, read> operand${i}: array<${type}>;`,
  );
  return {
    snippets: {
      ELEMENT_TYPE: `alias T = ${type};`,
      OPERAND_PARAMS: emitted.params,
      EPILOGUE: [...hoistedBindings, emitted.bindings, emitted.functions].join("\n"),
      COLUMN_OPERANDS: indices.map((i) => `let operand${i}_\${r}_\${v} = operand${i}[column\${r}_\${v}];`).join("\n"),
      FINISH_ELEMENT: `finish(c_row + own\${r}_\${v}, c0_\${r}_\${v}${indices.map((i) => `, operand${i}_\${r}_\${v}`).join("")});`,
    },
    params: programParams(program, size, sizes, options),
    bindings: [...operands.map(read), ...results.map(write)],
    counters: addCounters(programCost(program, size, sizes, options), hoistedCost(request.hoist, hoisted)),
  };
}

function hoistedCost(hoist: RowHoist | null, count: number): Counters {
  if (hoist === null) return NO_COST;
  return { ...NO_COST, bytesRead: 4 * count * hoist.columns, bytesTouched: 4 * count * hoist.loads };
}

/** Reorders a program so that its one-row operands follow operand 0. */
function hoistRowOperands({ program, operands, hoist }: EpilogueRequest): {
  readonly program: Program;
  readonly operands: readonly Tensor[];
  readonly hoisted: number;
} {
  const isRow = (i: number): boolean =>
    i > 0 && program.operands[i] === "tail" && sizeOf(operands[i - 1].shape) === hoist?.columns;
  const registers = program.operands.map((_, i) => i);
  const rows = registers.filter(isRow);
  const order = [0, ...rows, ...registers.filter((i) => i > 0 && !isRow(i))];
  const moved = (register: number): number => (register < order.length ? order.indexOf(register) : register);
  return {
    program: {
      operands: order.map((i) => program.operands[i]),
      instructions: program.instructions.map((one) => ({ ...one, arguments: one.arguments.map(moved) })),
      results: program.results.map(moved),
    },
    operands: order.slice(1).map((i) => operands[i - 1]),
    hoisted: rows.length,
  };
}
