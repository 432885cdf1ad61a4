import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-backend-webgpu";
import { Failure } from "../../../src/lib/failure.ts";
import { uniformValues } from "../random.ts";
import { ADAMW, causalMask, GPT, HEAD_WIDTH, referenceBatch, referenceParameters, ROWS } from "../reference-gpt.ts";
import type { Engine, Workload } from "./engine.ts";

function layerNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, GPT.epsilon))), gain), bias);
}

function gelu(x: tf.Tensor): tf.Tensor {
  const cubic = tf.add(x, tf.mul(tf.mul(tf.mul(x, x), x), 0.044715));
  const gate = tf.add(tf.tanh(tf.mul(cubic, Math.sqrt(2 / Math.PI))), 1);
  return tf.mul(tf.mul(x, 0.5), gate);
}

/** q, k, v [B H, T, D]. */
function attend(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const headWidth = q.shape[q.shape.length - 1];
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(headWidth));
  return tf.matMul(tf.softmax(tf.add(scores, mask)), v);
}

type Parameters = ReadonlyMap<string, tf.Variable>;

function logits(parameters: Parameters, ids: tf.Tensor1D, mask: tf.Tensor): tf.Tensor {
  const { batch, sequenceLength, width, heads, layers } = GPT;
  const parameter = (name: string): tf.Tensor => {
    const found = parameters.get(name);
    if (found === undefined) throw new Error(`no parameter ${name}`);
    return found;
  };
  const embedded = tf.reshape(tf.gather(parameter("tokens"), ids), [batch, sequenceLength, width]);
  let x: tf.Tensor = tf.reshape(tf.add(embedded, parameter("positions")), [ROWS, width]);
  for (let index = 0; index < layers; index += 1) {
    const of = (name: string): tf.Tensor => parameter(`layer${index}.${name}`);
    const linear = (input: tf.Tensor, name: string): tf.Tensor =>
      tf.add(tf.matMul(input, of(name)), of(`${name}.bias`));
    const packed = linear(layerNorm(x, of("norm1.gain"), of("norm1.bias")), "qkv");
    const split = tf.transpose(tf.reshape(packed, [batch, sequenceLength, 3, heads, HEAD_WIDTH]), [2, 0, 3, 1, 4]);
    const [q, k, v] = tf.unstack(tf.reshape(split, [3, batch * heads, sequenceLength, HEAD_WIDTH]), 0);
    const gathered = tf.reshape(attend(q, k, v, mask), [batch, heads, sequenceLength, HEAD_WIDTH]);
    x = tf.add(x, linear(tf.reshape(tf.transpose(gathered, [0, 2, 1, 3]), [ROWS, width]), "out"));
    const widened = linear(layerNorm(x, of("norm2.gain"), of("norm2.bias")), "up");
    x = tf.add(x, linear(gelu(widened), "down"));
  }
  return tf.matMul(layerNorm(x, parameter("norm.gain"), parameter("norm.bias")), parameter("head"));
}

function initialParameters(): Parameters {
  const entries = [...referenceParameters().values()].map(
    ({ name, shape, values }) => [name, tf.variable(tf.tensor(values, [...shape]))] as const,
  );
  return new Map(entries);
}

const maskTensor = (length: number): tf.Tensor => tf.tensor2d(causalMask(length), [length, length]);

/** The library tells when its queue is done only by reading back, so one element of the result is read. */
async function settled(result: tf.Tensor): Promise<void> {
  const first = tf.tidy(() => tf.slice(tf.reshape(result, [-1]), [0], [1]));
  await first.data();
  first.dispose();
}

function repeated(inputs: readonly tf.Tensor[], forward: () => tf.Tensor): Workload {
  return {
    async run() {
      const result = tf.tidy(forward);
      await settled(result);
      result.dispose();
      return null;
    },
    async output() {
      const result = tf.tidy(forward);
      const values = await result.data<"float32">();
      result.dispose();
      return values;
    },
    dispose: () => tf.dispose([...inputs]),
  };
}

export async function openTfjs(): Promise<Engine> {
  if (!(await tf.setBackend("webgpu"))) {
    throw new Failure("TensorFlow.js cannot start its WebGPU backend; check the browser's WebGPU flags.");
  }
  await tf.ready();
  return {
    matmul: ({ m, n, k }) => {
      const [a, b] = [tf.tensor2d(uniformValues(m * k, 1), [m, k]), tf.tensor2d(uniformValues(k * n, 2), [k, n])];
      return Promise.resolve(repeated([a, b], () => tf.matMul(a, b)));
    },
    attentionForward: ({ batch, heads, sequenceLength, headWidth }) => {
      const shape: [number, number, number] = [batch * heads, sequenceLength, headWidth];
      const [q, k, v] = [1, 2, 3].map((seed) =>
        tf.tensor3d(uniformValues(batch * heads * sequenceLength * headWidth, seed), shape),
      );
      const mask = maskTensor(sequenceLength);
      return Promise.resolve(repeated([q, k, v, mask], () => attend(q, k, v, mask)));
    },
    mlpForward: ({ rows, width, hidden }) => {
      const x = tf.tensor2d(uniformValues(rows * width, 1), [rows, width]);
      const w1 = tf.tensor2d(uniformValues(width * hidden, 2, 0.1), [width, hidden]);
      const w2 = tf.tensor2d(uniformValues(width * hidden, 3, 0.1), [hidden, width]);
      const [gain, bias] = [tf.ones([width]), tf.zeros([width])];
      const forward = (): tf.Tensor => tf.matMul(gelu(tf.matMul(layerNorm(x, gain, bias), w1)), w2);
      return Promise.resolve(repeated([x, w1, w2, gain, bias], forward));
    },
    gptForward: () => {
      const parameters = initialParameters();
      const ids = tf.tensor1d(referenceBatch().ids, "int32");
      const mask = maskTensor(GPT.sequenceLength);
      return Promise.resolve(repeated([...parameters.values(), ids, mask], () => logits(parameters, ids, mask)));
    },
    gptTrainStep: () => Promise.resolve(training()),
  };
}

/** The library has no AdamW; its own Adam does less work than the others' update. */
function training(): Workload {
  const parameters = initialParameters();
  const batch = referenceBatch();
  const ids = tf.tensor1d(batch.ids, "int32");
  const chosen = tf.oneHot(tf.tensor1d(batch.targets, "int32"), GPT.vocabulary);
  const mask = maskTensor(GPT.sequenceLength);
  const last = [...parameters.values()][parameters.size - 1];
  const optimizer = tf.train.adam(ADAMW.learningRate, ADAMW.beta1, ADAMW.beta2, ADAMW.epsilon);
  const loss = (): tf.Scalar => {
    const logProbabilities = tf.logSoftmax(logits(parameters, ids, mask));
    return tf.div(tf.neg(tf.sum(tf.mul(logProbabilities, chosen))), ROWS);
  };
  return {
    async run() {
      const { value, grads } = tf.variableGrads(loss);
      optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      await settled(last);
      const [nats] = await value.data();
      tf.dispose([value, grads]);
      return nats;
    },
    dispose: () => tf.dispose([...parameters.values(), ids, chosen, mask]),
  };
}
