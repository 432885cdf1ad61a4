import text from "./functions.wgsl?raw";
import type { Row, RowCost } from "./row.ts";

/** WGSL values that a program computes with: one element, or four of them. */
export type Lanes = 1 | 4;

const FUNCTIONS = new Map([...text.matchAll(/^fn (\w+)\([^]*?^\}/gm)].map((match) => [match[1], match[0]] as const));

/** Functions of functions.wgsl that a text calls, callees first (the file's order). */
function calledFunctions(wgsl: string): readonly string[] {
  return [...FUNCTIONS.keys()].filter((name) => wgsl.includes(`${name}(`));
}

const suffix = (lanes: Lanes): string => (lanes === 4 ? "_x4" : "");

export const rowFunction = (row: Row, lanes: Lanes): string => `row_${row.name.replace(".", "_")}${suffix(lanes)}`;

/** Writes a text for its value type, giving the functions it calls the names they have for that type. */
function specialize(wgsl: string, lanes: Lanes): string {
  const typed = wgsl.replace(/\bT\b/g, lanes === 4 ? "vec4f" : "f32");
  return calledFunctions(wgsl).reduce((all, name) => all.replaceAll(`${name}(`, `${name}${suffix(lanes)}(`), typed);
}

/** WGSL definitions of some rows and of everything they call, each once. */
export function defineRows(rows: readonly Row[], lanes: Lanes): string {
  const called = new Set(rows.flatMap((row) => calledFunctions(row.wgsl)));
  const support = [...called].map((name) => specialize(FUNCTIONS.get(name)!, lanes));
  const definitions = rows.map((row) => {
    const parameters = row.parameters.map((name) => `${name}: T`);
    if (row.hasImmediate && /\bk\b/.test(row.wgsl)) parameters.push("k: f32");
    const body = row.wgsl.includes("return ") ? row.wgsl : `return ${row.wgsl};`;
    const name = rowFunction(row, 1);
    return specialize(`fn ${name}(${parameters.join(", ")}) -> T {\n  ${body}\n}`, lanes).replace(
      `fn ${name}(`,
      `fn ${rowFunction(row, lanes)}(`,
    );
  });
  return [...support, ...definitions].join("\n");
}

const SPECIALS = new Set(["exp", "log", "sqrt", "inverseSqrt"]);
const COMPARISONS = new Map([
  ["max", 1],
  ["min", 1],
  ["clamp", 2],
  ["sign", 1],
]);

/** Operations that a text performs, called functions included. A change of sign and a selection are free. */
function countOperations(wgsl: string): RowCost {
  const cost = { multiplies: 0, adds: 0, specials: 0 };
  const body = wgsl.replace(/->/g, " ").replace(/\/\/.*$/gm, "");
  const tokens = body.match(/[A-Za-z_]\w*|\d+\.?\d*(?:e[-+]?\d+)?f?|[-+*/<>=!(){},;]/g) ?? [];
  tokens.forEach((token, i) => {
    const before = tokens[i - 1] ?? "(";
    const isBinary = /[\w)]$/.test(before) && before !== "return";
    if (token === "*") cost.multiplies += 1;
    else if (token === "/") cost.specials += 1;
    else if ((token === "+" || token === "-") && isBinary) cost.adds += 1;
    else if (token === "<" || token === ">" || (token === "=" && before === "=")) cost.adds += 1;
    else if (tokens[i + 1] === "(" && tokens[i - 1] !== "fn") {
      const callee = FUNCTIONS.get(token);
      const called = callee === undefined ? null : countOperations(callee);
      cost.multiplies += called?.multiplies ?? 0;
      cost.adds += called?.adds ?? COMPARISONS.get(token) ?? 0;
      cost.specials += called?.specials ?? (SPECIALS.has(token) ? 1 : 0);
    }
  });
  return cost;
}

const costs = new Map<string, RowCost>();

/** Operations per element of a row, counted in its own WGSL text. */
export function rowCost(row: Row): RowCost {
  let cost = costs.get(row.name);
  if (cost === undefined) {
    cost = countOperations(row.wgsl);
    costs.set(row.name, cost);
  }
  return cost;
}
