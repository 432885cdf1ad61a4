import * as ort from "onnxruntime-web/webgpu";
import { Failure } from "../../../../src/lib/failure.ts";
import { uniformValues } from "../../random.ts";
import { causalMask, GPT, HEAD_WIDTH, referenceBatch, referenceParameters, ROWS } from "../../reference-gpt.ts";
import type { Engine, Workload } from "../engine.ts";
import { OnnxModel } from "./onnx-model.ts";

interface Feed {
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
}

/** A session whose inputs and output stay on its device. */
async function repeated(model: OnnxModel, feeds: Readonly<Record<string, Feed>>): Promise<Workload> {
  const session = await ort.InferenceSession.create(model.encode(), {
    executionProviders: ["webgpu"],
    graphOptimizationLevel: "all",
    preferredOutputLocation: "gpu-buffer",
  });
  const device = await ort.env.webgpu.device;
  const buffers: GPUBuffer[] = [];
  const inputs = Object.fromEntries(
    Object.entries(feeds).map(([name, feed]) => [name, deviceTensor(device, feed, buffers)]),
  );
  const call = async (): Promise<ort.Tensor> => (await session.run(inputs))[session.outputNames[0]];
  return {
    async run() {
      const result = await call();
      await device.queue.onSubmittedWorkDone();
      result.dispose();
      return null;
    },
    async output() {
      return (await (await call()).getData(true)) as Float32Array;
    },
    dispose() {
      void session.release();
      for (const buffer of buffers) buffer.destroy();
    },
  };
}

function deviceTensor(device: GPUDevice, { shape, values }: Feed, buffers: GPUBuffer[]): ort.Tensor {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const buffer = device.createBuffer({ size: Math.max(16, values.byteLength), usage });
  device.queue.writeBuffer(buffer, 0, values);
  buffers.push(buffer);
  const dataType = values instanceof Int32Array ? "int32" : "float32";
  return ort.Tensor.fromGpuBuffer(buffer, { dataType, dims: shape });
}

function attend(model: OnnxModel, q: string, transposedK: string, v: string, mask: string, scale: string): string {
  const scores = model.apply("MatMul", [model.apply("Mul", [q, scale]), transposedK]);
  const weights = model.apply("Softmax", [model.apply("Add", [scores, mask])], { axis: -1 });
  return model.apply("MatMul", [weights, v]);
}

function maskAndScale(model: OnnxModel, length: number, headWidth: number): readonly [string, string] {
  const mask = model.weight("mask", [length, length], causalMask(length));
  return [mask, model.weight("scale", [1], Float32Array.of(1 / Math.sqrt(headWidth)))];
}

const layerNorm = (model: OnnxModel, x: string, gain: string, bias: string): string =>
  model.apply("LayerNormalization", [x, gain, bias], { axis: -1, epsilon: { float: GPT.epsilon } });

const gelu = (model: OnnxModel, x: string): string => model.apply("Gelu", [x], { approximate: "tanh" });

function gptModel(): OnnxModel {
  const { batch, sequenceLength, width, heads, layers, vocabulary } = GPT;
  const model = new OnnxModel();
  for (const { name, shape, values } of referenceParameters().values()) model.weight(name, shape, values);
  const ids = model.input("ids", { shape: [batch, sequenceLength], element: "int32" });
  const [mask, scale] = maskAndScale(model, sequenceLength, HEAD_WIDTH);
  const headShape = model.integers("head shape", [batch, sequenceLength, heads, HEAD_WIDTH]);
  const rowShape = model.integers("row shape", [ROWS, width]);
  const thirds = model.integers("thirds", [width, width, width]);
  const linear = (x: string, name: string): string =>
    model.apply("Add", [model.apply("MatMul", [x, name]), `${name}.bias`]);
  const embedded = model.apply("Add", [model.apply("Gather", ["tokens", ids], { axis: 0 }), "positions"]);
  let x = model.apply("Reshape", [embedded, rowShape]);
  for (let index = 0; index < layers; index += 1) {
    const of = (name: string): string => `layer${index}.${name}`;
    const packed = linear(layerNorm(model, x, of("norm1.gain"), of("norm1.bias")), of("qkv"));
    const [q, k, v] = model.node("Split", [packed, thirds], { axis: -1 }, 3).map((part, at) => {
      const perm = at === 1 ? [0, 2, 3, 1] : [0, 2, 1, 3];
      return model.apply("Transpose", [model.apply("Reshape", [part, headShape])], { perm });
    });
    const gathered = model.apply("Transpose", [attend(model, q, k, v, mask, scale)], { perm: [0, 2, 1, 3] });
    x = model.apply("Add", [x, linear(model.apply("Reshape", [gathered, rowShape]), of("out"))]);
    const widened = linear(layerNorm(model, x, of("norm2.gain"), of("norm2.bias")), of("up"));
    x = model.apply("Add", [x, linear(gelu(model, widened), of("down"))]);
  }
  const logits = model.apply("MatMul", [layerNorm(model, x, "norm.gain", "norm.bias"), "head"]);
  model.output(logits, { shape: [ROWS, vocabulary] });
  return model;
}

/** Inference alone: this library's package has no training. */
export async function openOnnxruntime(): Promise<Engine> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  const probe = new OnnxModel();
  probe.output(probe.apply("Neg", [probe.input("x", { shape: [4] })]), { shape: [4] });
  await ort.InferenceSession.create(probe.encode(), { executionProviders: ["webgpu"] });
  if (!("queue" in (await ort.env.webgpu.device))) {
    throw new Failure("onnxruntime-web holds no WebGPU device; check the browser's WebGPU flags.");
  }
  return {
    matmul({ m, n, k }) {
      const model = new OnnxModel();
      const [a, b] = [model.input("a", { shape: [m, k] }), model.input("b", { shape: [k, n] })];
      model.output(model.apply("MatMul", [a, b]), { shape: [m, n] });
      return repeated(model, {
        a: { shape: [m, k], values: uniformValues(m * k, 1) },
        b: { shape: [k, n], values: uniformValues(k * n, 2) },
      });
    },
    attentionForward({ batch, heads, sequenceLength, headWidth }) {
      const shape = [batch, heads, sequenceLength, headWidth];
      const model = new OnnxModel();
      const [q, k, v] = ["q", "k", "v"].map((name) => model.input(name, { shape }));
      const transposedK = model.apply("Transpose", [k], { perm: [0, 1, 3, 2] });
      const [mask, scale] = maskAndScale(model, sequenceLength, headWidth);
      model.output(attend(model, q, transposedK, v, mask, scale), { shape });
      const size = batch * heads * sequenceLength * headWidth;
      const feeds = ["q", "k", "v"].map((name, at) => [name, { shape, values: uniformValues(size, at + 1) }] as const);
      return repeated(model, Object.fromEntries(feeds));
    },
    mlpForward({ rows, width, hidden }) {
      const model = new OnnxModel();
      const x = model.input("x", { shape: [rows, width] });
      const w1 = model.weight("w1", [width, hidden], uniformValues(width * hidden, 2, 0.1));
      const w2 = model.weight("w2", [hidden, width], uniformValues(width * hidden, 3, 0.1));
      const gain = model.weight("gain", [width], new Float32Array(width).fill(1));
      const bias = model.weight("bias", [width], new Float32Array(width));
      const active = gelu(model, model.apply("MatMul", [layerNorm(model, x, gain, bias), w1]));
      model.output(model.apply("MatMul", [active, w2]), { shape: [rows, width] });
      return repeated(model, { x: { shape: [rows, width], values: uniformValues(rows * width, 1) } });
    },
    gptForward: () =>
      repeated(gptModel(), {
        ids: { shape: [GPT.batch, GPT.sequenceLength], values: referenceBatch().ids },
      }),
  };
}
