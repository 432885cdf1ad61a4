import { Failure } from "../../lib/failure.ts";
import { TABLE } from "./table.ts";

/** Cost of one evaluation, in the units of lib/counters. */
export interface RowCost {
  readonly multiplies: number;
  readonly adds: number;
  readonly specials: number;
}

/** One callable row: a function of the table or, named `<name>.d<k>`, the gradient of its argument k. */
export interface Row {
  readonly name: string;
  /** Names of its register arguments in the WGSL text. */
  readonly parameters: readonly string[];
  readonly hasImmediate: boolean;
  /** Its gradient rows stand in for a derivative that is zero almost everywhere. */
  readonly isSurrogate?: boolean;
  /** WGSL over `parameters`, the immediate `k` and the value type T: an expression, or statements ending in `return`. */
  readonly wgsl: string;
  /** Float64 truth. */
  readonly evaluate: (values: readonly number[], immediate: number) => number;
  /**
   * Gradients by argument: null where none flows, "incoming" where the incoming gradient passes unchanged. Absent on
   * gradient rows, which are not differentiated again.
   */
  readonly gradients?: readonly (RowGradient | null)[];
}

export type RowGradient =
  | "incoming"
  | {
      readonly row: string;
      /** The forward arguments that the gradient row takes, in order, before the incoming gradient. */
      readonly saved: readonly number[];
    };

const ROWS = new Map<string, Row>();

for (const [name, definition] of Object.entries(TABLE)) {
  const parameters = ["x", "y", "z"].slice(0, definition.slopes.length);
  const row = { parameters, hasImmediate: definition.hasImmediate ?? false };
  const gradients = definition.slopes.map((slope, i): RowGradient | null => {
    if (slope === null) return null;
    const saved = [...parameters.keys()].filter((index) => new RegExp(`\\b${parameters[index]}\\b`).test(slope.wgsl));
    ROWS.set(`${name}.d${i}`, {
      ...row,
      name: `${name}.d${i}`,
      parameters: [...saved.map((index) => parameters[index]), "g"],
      wgsl: slope.wgsl,
      evaluate: (values, immediate) => {
        const all: number[] = parameters.map(() => NaN);
        saved.forEach((index, at) => (all[index] = values[at]));
        return values[saved.length] * slope.value(all, immediate);
      },
    });
    return slope.wgsl === "g" ? "incoming" : { row: `${name}.d${i}`, saved };
  });
  const { wgsl, value: evaluate, isSurrogate = false } = definition;
  ROWS.set(name, { ...row, name, wgsl, evaluate, gradients, isSurrogate });
}

export function rowNamed(name: string): Row {
  const row = ROWS.get(name);
  if (row === undefined) {
    throw new Failure(`There is no element-wise function "${name}"; there are ${Object.keys(TABLE).join(", ")}.`);
  }
  return row;
}

/** Every row, gradient rows included. */
export const allRows = (): readonly Row[] => [...ROWS.values()];
