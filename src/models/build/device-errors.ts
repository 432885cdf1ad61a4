import type { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { Program } from "../../engine/gpu/program.ts";
import type { Graph } from "../../engine/graph/graph.ts";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { GRADIENTS, PARAMETERS, planProgram } from "../../engine/plan/plan.ts";
import { STILL_STEP } from "../../kernels-wgsl/index.ts";

/** A gradient below this share of all in float64 is rounding: it is zero by construction. */
const ZERO_SHARE = 1e-12;

/** One step on the device beside float64, from the same weights in f32. */
export interface DeviceErrors {
  readonly loss: number;
  readonly wantedLoss: number;
  /**
   * |difference| / |gradient| of each parameter tensor, by name. A gradient that is zero by construction, as that of key biases,
   * is held against the gradient of all parameters.
   */
  readonly gradients: Readonly<Record<string, number>>;
}

/** Runs a graph with an output “loss” and gradients on the device and in float64: for tests. Inputs by name, f32, u32 or i32. */
export async function deviceErrors(
  gpu: Gpu,
  graph: Graph,
  inputs: Readonly<Record<string, Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>>>,
  seed: number,
): Promise<DeviceErrors> {
  const values = initialParameters(graph, seed);
  for (const [id, value] of values) values.set(id, value.map(Math.fround));
  for (const node of graph.nodes) {
    for (const { root } of node.inputs) {
      if (root.storage === "input") values.set(root.id, Float64Array.from(inputs[root.name]));
    }
  }
  interpret(graph, graph.nodes, values);
  const valueOf = (id: number): Float64Array => values.get(id) ?? new Float64Array();

  const plan = planProgram(graph, { traits: gpu.traits });
  const memory = new PersistentMemory(gpu);
  const program = await Program.create(gpu, memory, plan, { metrics: ["loss"] });
  const tensorOf = new Map(graph.parameters.map(({ tensor, declaration }) => [declaration, tensor]));
  for (const { declaration, offset } of plan.layout.parameters) {
    memory.write(PARAMETERS, Float32Array.from(valueOf(tensorOf.get(declaration)!.id)), offset * 4);
  }
  for (const [name, array] of Object.entries(inputs)) program.writeInput(name, array);
  program.submit([STILL_STEP]);
  const [record] = await program.records(true);
  const gradients: Record<string, number> = {};
  const whole = Math.hypot(...[...graph.gradients.values()].map(({ root }) => norm(valueOf(root.id))));
  for (const { declaration, offset, floats } of plan.layout.parameters) {
    const { id, name } = tensorOf.get(declaration)!;
    const gradient = graph.gradients.get(id);
    if (gradient === undefined) continue;
    const want = valueOf(gradient.root.id);
    const got = new Float32Array(await memory.read(GRADIENTS, offset * 4, floats * 4));
    const own = norm(want);
    gradients[name] = norm(want.map((value, i) => got[i] - value)) / (own > ZERO_SHARE * whole ? own : whole);
  }
  program.destroy();
  memory.destroy();
  return { loss: record.metrics.loss[0][0], wantedLoss: valueOf(graph.outputs.get("loss")!.root.id)[0], gradients };
}

const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
