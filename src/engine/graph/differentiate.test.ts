import { describe, expect, test } from "vitest";
import { f32 } from "../../kernels-wgsl/index.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { matmul } from "../../kernels-wgsl/matmul/kernel.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { planProgram } from "../plan/plan.ts";
import { PORTABLE_TRAITS } from "../../kernels-wgsl/index.ts";
import { differentiate, type LossTerm } from "./differentiate.ts";
import { Graph, type GraphTensor } from "./graph.ts";
import { interpret } from "./interpret.ts";
import type { ParameterDeclaration } from "./parameter.ts";

function declare(name: string, shape: number[], isTrainable = true): ParameterDeclaration {
  const initialiser = { kind: "constant", value: 0 } as const;
  return { parts: [{ name, shape, initialiser }], decay: false, learningRateScale: 1, role: "vector", isTrainable };
}

function total(graph: Graph, x: GraphTensor): GraphTensor {
  return graph.apply(reduce, [x], { kind: "sum", axes: x.shape.map((_, i) => i), keepdims: false })[0];
}

/** Gradient values of every parameter, by name. */
function gradients(
  graph: Graph,
  terms: readonly LossTerm[],
  values: Record<string, number[]>,
): Record<string, number[]> {
  differentiate(graph, terms);
  const known = new Map(graph.parameters.map(({ tensor }) => [tensor.id, Float64Array.from(values[tensor.name])]));
  const all = interpret(graph, graph.nodes, known);
  return Object.fromEntries(
    graph.parameters.flatMap(({ tensor }) => {
      const gradient = graph.gradients.get(tensor.id);
      return gradient === undefined ? [] : [[tensor.name, [...all.get(gradient.root.id)!]]];
    }),
  );
}

describe("differentiation", () => {
  test("a parameter used twice (tied) gets the sum, also through a reshape", () => {
    const graph = new Graph();
    const w = graph.parameter(declare("w", [2, 2]));
    const [product] = graph.apply(matmul, [w, graph.reshape(w, [2, 2])], { transposeA: false, transposeB: false });
    expect(gradients(graph, [{ loss: total(graph, product), weight: 1 }], { w: [1, 2, 3, 4] })).toEqual({
      w: [7, 11, 9, 13],
    });
  });

  test("a masked parameter's rows have no gradient before their first step", () => {
    const graph = new Graph();
    const w = graph.parameter({ ...declare("w", [2, 2]), mask: { inner: 2, firstSteps: [0, 10] } });
    const loss = total(graph, map(graph, "square", [w]) as GraphTensor);
    // References stand for the first step.
    expect(gradients(graph, [{ loss, weight: 1 }], { w: [1, 2, 3, 4] })).toEqual({ w: [2, 4, 0, 0] });
  });

  test("two losses are weighted and summed", () => {
    const graph = new Graph();
    const w = graph.parameter(declare("w", [2]));
    const first = total(graph, map(graph, "square", [w]) as GraphTensor);
    const second = total(graph, w);
    const terms = [
      { loss: first, weight: 0.5 },
      { loss: second, weight: { slot: 0 } },
    ];
    expect(gradients(graph, terms, { w: [3, -1] })).toEqual({ w: [4, 0] });
  });

  test("frozen parameters and those no loss depends on have none", () => {
    const graph = new Graph();
    const used = graph.parameter(declare("used", [2]));
    const frozen = graph.parameter(declare("frozen", [2], false));
    graph.parameter(declare("idle", [2]));
    const loss = total(graph, map(graph, "multiply", [used, frozen]) as GraphTensor);
    expect(gradients(graph, [{ loss, weight: 1 }], { used: [1, 1], frozen: [2, 3], idle: [0, 0] })).toEqual({
      used: [2, 3],
    });
  });

  test("two parameters that would share one gradient tensor each get their own", () => {
    const graph = new Graph();
    const a = graph.parameter(declare("a", [2]));
    const b = graph.parameter(declare("b", [2]));
    const loss = total(graph, map(graph, "square", [map(graph, "add", [a, b])]) as GraphTensor);
    expect(gradients(graph, [{ loss, weight: 1 }], { a: [1, 2], b: [0, 1] })).toEqual({ a: [2, 6], b: [2, 6] });
    const roots = new Set([...graph.gradients.values()].map((gradient) => gradient.root.id));
    expect(roots.size).toBe(2);
    const plan = planProgram(graph, { traits: PORTABLE_TRAITS });
    expect(plan.fusion.filter((note) => note.into === null).length).toBeLessThan(plan.fusion.length);
  });

  test("shapes that do not fit are refused with the block's name", () => {
    const graph = new Graph();
    const x = graph.input("x", f32(2, 3));
    graph.scoped("ffn", () => {
      expect(() => graph.apply(matmul, [x, x], { transposeA: false, transposeB: false })).toThrow(/Block "ffn": /);
    });
  });
});
