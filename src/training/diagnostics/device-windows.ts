import type { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { Program } from "../../engine/gpu/program.ts";
import type { Graph } from "../../engine/graph/graph.ts";
import { PARAMETERS, planProgram } from "../../engine/plan/plan.ts";
import { Failure } from "../../lib/failure.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { entropyOutputs } from "../../models/diagnostics/attention-entropy.ts";
import type { TrainedModel, WindowRuns } from "../../models/diagnostics/finding.ts";
import { tapOutput, WINDOW_LOSS, windowGraph, type WindowOptions } from "../../models/diagnostics/window-graph.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { readDocument } from "../../models/document/validate.ts";
import { forwardOnly } from "../trainer/evaluate.ts";

/** Windows of T + 1 tokens through documents with the given weights, on the device; each run makes and frees its own program. */
export function deviceWindows(
  gpu: Gpu,
  weights: TrainedModel["weights"],
  windows: readonly (readonly number[])[],
): WindowRuns {
  const length = windows[0].length - 1;
  const graphOf = (document: ArchitectureDocument, options: WindowOptions = {}): Graph =>
    windowGraph(readDocument(document, CATALOGUE), windows.length, length, options);
  const read = (graph: Graph, outputs: readonly string[]) => readOutputs(gpu, graph, { weights, windows, outputs });
  return {
    length,
    async taps(document) {
      const names = readDocument(document, CATALOGUE).program.taps.map(({ name }) => name);
      const values = await read(graphOf(document), names.map(tapOutput));
      return new Map(names.map((name) => [name, values[tapOutput(name)]]));
    },
    loss: async (document, averaged) => (await read(graphOf(document, { averaged }), [WINDOW_LOSS]))[WINDOW_LOSS][0],
    async entropies(document) {
      const graph = graphOf(document, { hasEntropies: true });
      const places = entropyOutputs(graph);
      const values = await read(
        graph,
        places.map(({ output }) => output),
      );
      return new Map(places.map(({ output, place }) => [place, values[output]]));
    },
  };
}

interface Reading {
  readonly weights: TrainedModel["weights"];
  readonly windows: readonly (readonly number[])[];
  readonly outputs: readonly string[];
}

async function readOutputs(
  gpu: Gpu,
  graph: Graph,
  { weights, windows, outputs }: Reading,
): Promise<Record<string, Float32Array>> {
  const plan = planProgram(graph, { traits: gpu.traits });
  const memory = new PersistentMemory(gpu);
  try {
    const program = await Program.create(gpu, memory, plan, { metrics: [...outputs], ringLength: 1 });
    try {
      for (const { name, offset } of plan.layout.parameters.flatMap(({ parts }) => parts)) {
        const values = weights.get(name);
        if (values === undefined) throw new Failure(`The trained weights hold no ${name}; they are another network's.`);
        memory.write(PARAMETERS, Float32Array.from(values), offset * 4);
      }
      program.writeInput("ids", Uint32Array.from(windows.flatMap((window) => window.slice(0, -1))));
      program.writeInput("targets", Int32Array.from(windows.flatMap((window) => window.slice(1))));
      program.submit([forwardOnly(0)]);
      const [{ metrics }] = await program.records(true);
      return Object.fromEntries(outputs.map((output) => [output, metrics[output][0]]));
    } finally {
      program.destroy();
    }
  } finally {
    memory.destroy();
  }
}
