import { describe, expect, test } from "vitest";
import { programReference } from "../../kernels-wgsl/elementwise/reference.ts";
import type { GraphTensor } from "../graph/graph.ts";
import { composePrograms, type BoundProgram } from "./compose-programs.ts";

let next = 0;
function tensor(): GraphTensor {
  const made = { id: next++, shape: [2], dtype: "f32" as const, storage: "slot" as const, name: "" };
  const rooted = made as typeof made & { root: GraphTensor };
  rooted.root = rooted;
  return rooted;
}

function run({ program, operands }: BoundProgram, values: ReadonlyMap<GraphTensor | null, number[]>): number[][] {
  const inputs = operands.map((operand) => Float64Array.from(values.get(operand)!));
  return programReference(program, inputs, 2).map((result) => [...result]);
}

describe("composing programs", () => {
  const [x, y, sum, product] = [tensor(), tensor(), tensor(), tensor()];
  const add: BoundProgram = {
    program: { operands: ["full", "full"], instructions: [{ row: "add", arguments: [0, 1] }], results: [2] },
    operands: [x, y],
    results: [sum],
  };
  const multiply: BoundProgram = {
    program: { operands: ["full", "full"], instructions: [{ row: "multiply", arguments: [0, 1] }], results: [2] },
    operands: [sum, y],
    results: [product],
  };
  const values = new Map([
    [x, [1, 2]],
    [y, [3, 4]],
  ]);

  test("shares operands and feeds results into registers", () => {
    const fused = composePrograms(add, multiply, () => false);
    expect(fused.operands).toEqual([x, y]);
    expect(fused.results).toEqual([product]);
    expect(run(fused, values)).toEqual([[12, 24]]);
  });

  test("keeps a first result that is still needed", () => {
    const fused = composePrograms(add, multiply, (one) => one === sum);
    expect(fused.results).toEqual([sum, product]);
    expect(run(fused, values)).toEqual([
      [4, 6],
      [12, 24],
    ]);
  });

  test("a host's own result stays operand 0 and new operands follow", () => {
    const accumulator = tensor();
    const host: BoundProgram = {
      program: { operands: ["full"], instructions: [], results: [0] },
      operands: [null],
      results: [accumulator],
    };
    const fused = composePrograms(host, { ...multiply, operands: [y, accumulator] }, () => false);
    expect(fused.operands).toEqual([null, y]);
    expect(
      run(
        fused,
        new Map<GraphTensor | null, number[]>([
          [null, [5, 6]],
          [y, [3, 4]],
        ]),
      ),
    ).toEqual([[15, 24]]);
  });
});
