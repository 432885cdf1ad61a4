import { describe, expect, it } from "vitest";
import { Graph } from "../../engine/graph/graph.ts";
import type { GraphTensor } from "../../engine/graph/graph.ts";
import type { ParameterDeclaration } from "../../engine/graph/parameter.ts";
import { layoutParameters } from "../../engine/plan/layout.ts";
import { elementwise } from "../../kernels-wgsl/elementwise/kernel.ts";
import { IDENTITY } from "../../kernels-wgsl/elementwise/program.ts";
import { appendOptimizer, biasCorrections, stateArenasOf } from "./index.ts";
import { parameterGroups } from "./parameter-groups.ts";
import { optimizerSchema } from "./settings.ts";

type Choices = Partial<Omit<ParameterDeclaration, "parts">>;

function declare(graph: Graph, name: string, shape: readonly number[], choices: Choices = {}): GraphTensor {
  return graph.parameter({
    parts: [{ name, shape, initialiser: { kind: "constant", value: 0 } }],
    decay: true,
    learningRateScale: 1,
    role: "matrix",
    isTrainable: true,
    ...choices,
  });
}

describe("parameter groups", () => {
  const graph = new Graph();
  declare(graph, "a.weight", [20, 10]);
  declare(graph, "a.gain", [10], { decay: false, role: "vector" });
  declare(graph, "b.weight", [8, 8]);
  declare(graph, "b.theta", [3], { isTrainable: false, role: "vector" });
  declare(graph, "c.weight", [4, 4], { learningRateScale: 0.5 });
  const layout = layoutParameters(graph);

  it("give every block of 64 floats the settings of its parameter", () => {
    const { groupOfBlock, table } = parameterGroups(layout, 0.1, () => false);
    expect([...groupOfBlock]).toEqual([0, 0, 0, 0, 1, 0, 2, 3]);
    expect([...table]).toEqual([0.1, 1, 0, 0, 0, 1, 0, 0, 0.1, 0, 0, 0, 0.1, 0.5, 0, 0]);
  });

  it("mark the matrices of a rule that has them", () => {
    const { table } = parameterGroups(layout, 0.1, ({ role }) => role === "matrix");
    expect(table[2]).toBe(1);
    expect(table[6]).toBe(0);
  });
});

describe("the optimizer phase", () => {
  const kinds = ["adamw", "adam", "sgd", "lion", "muon"] as const;
  it.each(kinds)("of %s keeps its state in arenas and runs behind the micro-batches", (kind) => {
    const settings = optimizerSchema.parse({ kind });
    const graph = new Graph();
    const [copy] = graph.apply(elementwise, [declare(graph, "weight", [8, 8])], { program: IDENTITY });
    graph.gradients.set(graph.parameters[0].tensor.id, copy);
    appendOptimizer(graph, settings, 3);
    const arenas = graph.nodes.flatMap(({ inputs }) => inputs.filter(({ storage }) => storage === "arena"));
    const names = new Set(arenas.map(({ name }) => name));
    for (const name of ["parameters", "gradients", ...stateArenasOf(settings)]) {
      expect(names).toContain(name);
    }
    expect(graph.nodes[1]).toMatchObject({ phase: "backward", scope: "accumulate" });
    expect(graph.nodes.slice(2).every(({ phase }) => phase === "optimizer")).toBe(true);
    expect(graph.outputs.has("gradient norm")).toBe(true);
  });

  it("corrects the bias of moments that start at zero", () => {
    const adamw = optimizerSchema.parse({ kind: "adamw", beta1: 0.9, beta2: 0.99 });
    expect(biasCorrections(adamw, 1)[0]).toBeCloseTo(10, 10);
    expect(biasCorrections(adamw, 1)[1]).toBeCloseTo(100, 8);
    expect(biasCorrections(optimizerSchema.parse({ kind: "lion" }), 5)).toEqual([1, 1]);
  });
});
