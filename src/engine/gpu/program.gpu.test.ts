import { beforeAll, describe, expect, test } from "vitest";
import { f32, STILL_STEP } from "../../kernels-wgsl/index.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { matmul } from "../../kernels-wgsl/matmul/kernel.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { differentiate } from "../graph/differentiate.ts";
import { Graph, type GraphTensor } from "../graph/graph.ts";
import { initialParameters, interpret } from "../graph/interpret.ts";
import type { ParameterDeclaration } from "../graph/parameter.ts";
import { GRADIENTS, PARAMETERS, planProgram, type Plan } from "../plan/plan.ts";
import { Gpu } from "./gpu.ts";
import { PersistentMemory } from "./memory.ts";
import { Program } from "./program.ts";

const ROWS = 12;

function weight(name: string, ...shape: number[]): ParameterDeclaration {
  const initialiser = { kind: "normal", standardDeviation: 0.5 } as const;
  return {
    parts: [{ name, shape, initialiser }],
    decay: true,
    learningRateScale: 1,
    role: "matrix",
    isTrainable: true,
  };
}

/** loss = mean over all of (x + W2 gelu(W1 x + b1))^2, with the residual making x's gradient a sum of two. */
function perceptron(): { graph: Graph; x: GraphTensor } {
  const graph = new Graph();
  const x = graph.input("x", f32(ROWS, 8));
  graph.scoped("ffn", () => {
    const scale = graph.parameter(weight("scale", 8));
    const up = graph.parameter(weight("up", 20, 8));
    const bias = graph.parameter(weight("bias", 20));
    const down = graph.parameter(weight("down", 8, 20));
    const scaled = map(graph, "multiply", [x, scale]);
    const [hidden] = graph.apply(matmul, [scaled, up], { transposeA: false, transposeB: true });
    const active = map(graph, "gelu_tanh", [map(graph, "add", [hidden, bias])]);
    const [out] = graph.apply(matmul, [active, down], { transposeA: false, transposeB: true });
    const squared = map(graph, "square", [map(graph, "add", [scaled, out])]);
    const [loss] = graph.apply(reduce, [squared], { kind: "mean", axes: [0, 1], keepdims: false });
    graph.output("loss", loss);
    differentiate(graph, [{ loss: loss, weight: 2 }]);
  });
  return { graph, x };
}

describe("a planned program", () => {
  let gpu: Gpu;
  let plan: Plan;
  const { graph, x } = perceptron();
  const inputs = Float64Array.from({ length: ROWS * 8 }, (_, i) => Math.fround(Math.sin(i)));
  const values = initialParameters(graph, 7);
  for (const [id, value] of values) values.set(id, value.map(Math.fround));
  interpret(graph, graph.nodes, values.set(x.id, inputs));

  beforeAll(async () => {
    gpu = await Gpu.open();
    plan = planProgram(graph, { traits: gpu.traits });
  });

  async function start(): Promise<{ program: Program; memory: PersistentMemory }> {
    const memory = new PersistentMemory(gpu);
    const program = await Program.create(gpu, memory, plan, { metrics: ["loss"], ringLength: 3 });
    for (const placed of plan.layout.parameters) {
      const id = graph.parameters.find(({ declaration }) => declaration === placed.declaration)!.tensor.id;
      memory.write(PARAMETERS, Float32Array.from(values.get(id)!), placed.offset * 4);
    }
    program.writeInput("x", inputs);
    return { program, memory };
  }

  test("fuses bias, activation and residual into the products", () => {
    expect(plan.launches.filter(({ launch }) => launch.label.startsWith("elementwise")).length).toBeLessThanOrEqual(2);
    expect(plan.fusion.filter((note) => note.into === "matmul").length).toBeGreaterThanOrEqual(3);
  });

  test("loss and every gradient equal the float64 interpretation", async () => {
    const { program, memory } = await start();
    program.submit([STILL_STEP]);
    const [record] = await program.records(true);
    const loss = values.get(graph.outputs.get("loss")!.root.id)![0];
    expect(record.metrics.loss[0][0]).toBeCloseTo(loss, 5);
    for (const placed of plan.layout.parameters) {
      const { tensor } = graph.parameters.find(({ declaration }) => declaration === placed.declaration)!;
      const want = values.get(graph.gradients.get(tensor.id)!.root.id)!;
      const got = new Float32Array(await memory.read(GRADIENTS, placed.offset * 4, placed.floats * 4));
      const scale = Math.hypot(...want) / Math.sqrt(want.length);
      got.forEach((value, i) => {
        expect(Math.abs(value - want[i]) / scale, `${tensor.name}[${i}]: got ${value}, want ${want[i]}`).toBeLessThan(
          1e-5,
        );
      });
    }
    program.destroy();
    memory.destroy();
  });

  test("a warm step is one submit and makes nothing; reruns are bit-identical", async () => {
    const bits: string[] = [];
    for (let run = 0; run < 2; run++) {
      const { program, memory } = await start();
      for (let index = 0; index < 7; index++) {
        await program.room();
        program.submit([{ ...STILL_STEP, index }]);
      }
      await program.idle();
      expect(program.creationsSinceReady()).toEqual({ buffers: 0, bindGroups: 0, pipelines: 0, submits: 7 });
      const records = await program.records(true);
      expect(records.map((record) => record.index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
      bits.push(new Uint32Array(await memory.read(GRADIENTS)).join());
      program.destroy();
      memory.destroy();
    }
    expect(bits[0]).toBe(bits[1]);
    expect(gpu.deviceError).toBeNull();
  });

  test("pass times are split by phase, launch times named by block", async () => {
    const { program, memory } = await start();
    program.submit([STILL_STEP]);
    const [record] = await program.records(true);
    const times = program.phaseTimes(record);
    const launches = await program.submitTimed([STILL_STEP]);
    if (gpu.device.features.has("timestamp-query")) {
      expect(times!.forwardMs).toBeGreaterThan(0);
      expect(times!.backwardMs).toBeGreaterThan(0);
      expect(launches!.map(({ scope }) => scope)).toContain("ffn");
      expect(launches!.length).toBe(plan.launches.length);
    } else {
      expect([times, launches]).toEqual([null, null]);
    }
    program.destroy();
    memory.destroy();
  });

  test("the first node with a NaN is named", async () => {
    const { program, memory } = await start();
    expect(await program.locateNonFinite([STILL_STEP])).toBeNull();
    const placed = plan.layout.parameters.find((parameter) => parameter.declaration.parts[0].name === "down")!;
    memory.write(PARAMETERS, Float32Array.of(Number.NaN), placed.offset * 4);
    expect(await program.locateNonFinite([STILL_STEP])).toMatchObject({
      operator: "matmul",
      scope: "ffn",
      phase: "forward",
    });
    program.destroy();
    memory.destroy();
  });
});
