import { interpret, type TensorValues } from "../../../../src/engine/graph/interpret.ts";
import { Gpu } from "../../../../src/engine/gpu/gpu.ts";
import { GRADIENTS, type Plan } from "../../../../src/engine/plan/plan.ts";
import { referenceBatch, referenceParameters } from "../../reference-gpt.ts";
import { startTrainStep, stepValues, trainStepGraph, writeBatch } from "./gpt.ts";
import { referenceArena } from "./reference-document.ts";

/** How far one parameter's gradient lies from its float64 truth. */
export interface GradientError {
  readonly parameter: string;
  /** L2 norm of the difference over that of the truth. */
  readonly relativeL2: number;
}

/** The gradients of the first train step as the plan leaves them in their arena, against the graph interpreted in float64. */
export async function gradientErrors(): Promise<readonly GradientError[]> {
  const gpu = await Gpu.open();
  const { program, memory } = await startTrainStep(gpu);
  writeBatch(program);
  program.submit([stepValues(0)]);
  await program.idle();
  const arena = new Float32Array(await memory.read(GRADIENTS));
  const truth = referenceGradients(program.plan.layout);
  program.destroy();
  memory.destroy();
  gpu.device.destroy();
  return [...truth].map(([parameter, { values, offset }]) => {
    let [difference, size] = [0, 0];
    values.forEach((value, at) => {
      difference += (arena[offset + at] - value) ** 2;
      size += value ** 2;
    });
    return { parameter, relativeL2: Math.sqrt(difference / size) };
  });
}

/** Gradients in float64 by parameter, with their places in the arena. */
function referenceGradients(
  layout: Plan["layout"],
): ReadonlyMap<string, { readonly values: Float64Array; readonly offset: number }> {
  const graph = trainStepGraph();
  const arena = referenceArena(layout, referenceParameters());
  const placeOf = new Map(layout.parameters.map((placed) => [placed.declaration.parts[0].name, placed]));
  const values: TensorValues = new Map();
  for (const { tensor } of graph.parameters) {
    const { offset, floats } = placeOf.get(tensor.name)!;
    values.set(tensor.id, Float64Array.from(arena.subarray(offset, offset + floats)));
  }
  const batch = referenceBatch();
  for (const tensor of graph.nodes.flatMap((node) => node.inputs)) {
    if (tensor.storage !== "input") continue;
    values.set(tensor.root.id, Float64Array.from(tensor.name === "ids" ? batch.ids : batch.targets));
  }
  interpret(
    graph,
    graph.nodes.filter((node) => node.phase !== "optimizer"),
    values,
  );
  return new Map(
    graph.parameters.map(({ tensor }) => {
      const gradient = values.get(graph.gradients.get(tensor.id)!.root.id)!;
      return [tensor.name, { values: gradient, offset: placeOf.get(tensor.name)!.offset }];
    }),
  );
}
