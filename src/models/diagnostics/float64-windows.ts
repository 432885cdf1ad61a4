import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { CATALOGUE } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { entropyOutputs } from "./attention-entropy.ts";
import type { TrainedModel, WindowRuns } from "./finding.ts";
import { tapOutput, WINDOW_LOSS, windowGraph, type WindowOptions } from "./window-graph.ts";

/** Windows [T + 1] in float64, with initial weights: for tests. */
export function float64Windows(windows: readonly (readonly number[])[], seed: number): WindowRuns {
  const length = windows[0].length - 1;
  const run = (document: ArchitectureDocument, options: WindowOptions = {}) => {
    const graph = windowGraph(readDocument(document, CATALOGUE), windows.length, length, options);
    const values = initialParameters(graph, seed);
    const inputs = { ids: windows.flatMap((w) => w.slice(0, -1)), targets: windows.flatMap((w) => w.slice(1)) };
    for (const { root } of graph.nodes.flatMap((node) => node.inputs)) {
      if (root.storage === "input") values.set(root.id, Float64Array.from(inputs[root.name as keyof typeof inputs]));
    }
    interpret(graph, graph.nodes, values);
    const read = (output: string): Float64Array => values.get(graph.outputs.get(output)!.root.id)!;
    return { graph, read };
  };
  return {
    length,
    taps: (document) => {
      const { read } = run(document);
      const { program } = readDocument(document, CATALOGUE);
      return Promise.resolve(new Map(program.taps.map(({ name }) => [name, read(tapOutput(name))])));
    },
    loss: (document, averaged) => Promise.resolve(run(document, { averaged }).read(WINDOW_LOSS)[0]),
    entropies: (document) => {
      const { graph, read } = run(document, { hasEntropies: true });
      return Promise.resolve(new Map(entropyOutputs(graph).map(({ output, place }) => [place, read(output)])));
    },
  };
}

/** A document at its initial weights, in float32 as a device holds them: for tests. */
export function untrained(document: ArchitectureDocument, seed: number): TrainedModel {
  const checked = readDocument(document, CATALOGUE);
  const graph = windowGraph(checked, 1, 1);
  const values = initialParameters(graph, seed);
  const weights = graph.parameters.flatMap(({ tensor, declaration }) => {
    let start = 0;
    return declaration.parts.map(({ name, shape }) => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      const part = values
        .get(tensor.id)!
        .slice(start, start + size)
        .map(Math.fround);
      start += size;
      return [name, part] as const;
    });
  });
  return { checked, seed, weights: new Map(weights) };
}
