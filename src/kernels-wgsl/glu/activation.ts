import { defineRows, rowCost, rowFunction } from "../elementwise/functions.ts";
import { rowNamed, type Row, type RowCost } from "../elementwise/row.ts";
import type { Pack } from "../_kernel/packed-row.ts";
import type { GluActivation } from "./reference.ts";

/** An activation for a kernel's expansion, and its operations per element. */
export interface EmittedActivation {
  /** Snippet: `activate(x)` and, with its gradient, `activate_gradient(x, g)`. */
  readonly wgsl: string;
  readonly cost: RowCost;
}

const FREE: RowCost = { multiplies: 0, adds: 0, specials: 0 };

function addCosts(one: RowCost, other: RowCost): RowCost {
  return {
    multiplies: one.multiplies + other.multiplies,
    adds: one.adds + other.adds,
    specials: one.specials + other.specials,
  };
}

/** Reads the activation's rows of the element-wise table; the gradient row's arguments are its saved ones and then g. */
export function emitActivation(activation: GluActivation, pack: Pack, withGradient: boolean): EmittedActivation {
  const row = activation === "identity" ? null : rowNamed(activation);
  const slope = row?.gradients?.[0] ?? "incoming";
  const gradientRow = !withGradient || slope === "incoming" ? null : rowNamed(slope.row);
  const rows = [row, gradientRow].filter((one): one is Row => one !== null);
  const value = row === null ? "x" : `${rowFunction(row, pack)}(x)`;
  const lines = [defineRows(rows, pack), `fn activate(x: Pack) -> Pack { return ${value}; }`];
  if (withGradient) {
    const saved = slope === "incoming" ? [] : slope.saved.map(() => "x");
    const gradient = gradientRow === null ? "g" : `${rowFunction(gradientRow, pack)}(${[...saved, "g"].join(", ")})`;
    lines.push(`fn activate_gradient(x: Pack, g: Pack) -> Pack { return ${gradient}; }`);
  }
  return { wgsl: lines.join("\n"), cost: rows.map(rowCost).reduce(addCosts, FREE) };
}
