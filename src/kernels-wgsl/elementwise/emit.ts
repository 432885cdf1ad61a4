import { Failure } from "../../lib/failure.ts";
import { defineRows, rowFunction, type Lanes } from "./functions.ts";
import type { OperandKind, Program } from "./program.ts";
import { rowNamed } from "./row.ts";

/** How a host kernel wants a program written. */
export interface EmitOptions {
  /** 4: every `full` and `tail` operand and every result is bound as array<vec4f>, and indices count vec4s. */
  readonly lanes: Lanes;
  /** Operands from this one on are loaded from bindings; earlier ones are what the host computes, passed as r0, r1, … */
  readonly firstLoaded: number;
  /** `@binding` of the first loaded operand; the others follow. */
  readonly loadBinding: number;
  /** `@binding` of the first result; the others follow. */
  readonly storeBinding: number;
}

/** The pieces of a program that a host kernel inserts (expander snippets). */
export interface EmittedProgram {
  /** Lines of `struct Params`: `extent<i>: u32,` of the loaded operands that have one. Values: `programParams`. */
  readonly params: string;
  /** Declarations of the bindings `operand<i>` and `result<k>`. */
  readonly bindings: string;
  /**
   * Function definitions, last of them `fn finish(e: u32, r0: T, …)`: loads what is left to load for the result values at
   * index e (in units of `lanes`), computes, and stores every result. The host calls it once for each value it has.
   */
  readonly functions: string;
}

const valueType = (lanes: Lanes): string => (lanes === 4 ? "vec4f" : "f32");
const isRepeated = (kind: OperandKind): boolean => kind === "head" || kind === "scalar";
const hasExtent = (kind: OperandKind): boolean => kind === "tail" || kind === "head";

function loadExpression(kind: OperandKind, i: number, T: string): string {
  if (kind === "full") return `operand${i}[e]`;
  if (kind === "tail") return `operand${i}[e % params.extent${i}]`;
  return kind === "head" ? `${T}(operand${i}[e / params.extent${i}])` : `${T}(operand${i}[0])`;
}

/** WGSL of a program for a host kernel that writes its results; see EmittedProgram. */
export function emitProgram(program: Program, options: EmitOptions): EmittedProgram {
  const { lanes, firstLoaded } = options;
  const T = valueType(lanes);
  const loaded = program.operands.map((kind, i) => ({ kind, i })).slice(firstLoaded);
  const inputs = loaded.map(({ kind, i }, at) => {
    const element = isRepeated(kind) ? "f32" : T;
    return `@group(0) @binding(${options.loadBinding + at}) var<storage, read> operand${i}: array<${element}>;`;
  });
  const outputs = program.results.map(
    (_, k) => `@group(0) @binding(${options.storeBinding + k}) var<storage, read_write> result${k}: array<${T}>;`,
  );
  const given = program.operands.slice(0, firstLoaded).map((_, i) => `, r${i}: ${T}`);
  const names = [...new Set(program.instructions.map((instruction) => instruction.row))];
  const finish = [
    `fn finish(e: u32${given.join("")}) {`,
    ...loaded.map(({ kind, i }) => `  let r${i} = ${loadExpression(kind, i, T)};`),
    ...statements(program, lanes),
    ...program.results.map((register, k) => `  result${k}[e] = r${register};`),
    "}",
  ];
  return {
    params: loaded.flatMap(({ kind, i }) => (hasExtent(kind) ? [`  extent${i}: u32,`] : [])).join("\n"),
    bindings: [...inputs, ...outputs].join("\n"),
    functions: [defineRows(names.map(rowNamed), lanes), finish.join("\n")].filter((part) => part !== "").join("\n"),
  };
}

/** One `let` for each instruction: registers follow the operands. */
function statements(program: Program, lanes: Lanes): readonly string[] {
  return program.instructions.map((instruction, i) => {
    const row = rowNamed(instruction.row);
    const args = instruction.arguments.map((register) => `r${register}`);
    if (row.hasImmediate && /\bk\b/.test(row.wgsl)) args.push(immediateLiteral(instruction.immediate, row.name));
    return `  let r${program.operands.length + i} = ${rowFunction(row, lanes)}(${args.join(", ")});`;
  });
}

function immediateLiteral(immediate: number | undefined, name: string): string {
  const value = Math.fround(immediate ?? NaN);
  if (!Number.isFinite(value))
    throw new Failure(`${name} needs a finite constant in float32; it was given ${immediate ?? "none"}.`);
  return `${value}f`;
}

/** Values of the `extent<i>` fields, from the sizes of the result and of all operands. */
export function programParams(
  program: Program,
  resultSize: number,
  operandSizes: readonly number[],
  options: Pick<EmitOptions, "lanes" | "firstLoaded">,
): Readonly<Record<string, number>> {
  const params: Record<string, number> = {};
  program.operands.forEach((kind, i) => {
    if (i < options.firstLoaded || !hasExtent(kind)) return;
    params[`extent${i}`] = (kind === "tail" ? operandSizes[i] : resultSize / operandSizes[i]) / options.lanes;
  });
  return params;
}

/** 4 where every operand's repetition divides by four, so that values can be handled four at a time; else 1. */
export function programLanes(program: Program, resultSize: number, operandSizes: readonly number[]): Lanes {
  const extents = Object.values(programParams(program, resultSize, operandSizes, { lanes: 1, firstLoaded: 0 }));
  return [resultSize, ...extents].every((extent) => extent % 4 === 0) ? 4 : 1;
}
