import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
  type Array as JaxArray,
} from "@jax-js/jax";
import { Failure } from "../../../src/lib/failure.ts";
import { uniformValues } from "../random.ts";
import { ADAMW, GPT, HEAD_WIDTH, referenceBatch, referenceParameters, ROWS } from "../reference-gpt.ts";
import { headsBehindTokens, type Engine, type Workload } from "./engine.ts";

type Parameters = Record<string, JaxArray>;

// Operations take their operands over; `.ref` keeps one that is needed again.

function layerNorm(x: JaxArray, gain: JaxArray, bias: JaxArray): JaxArray {
  const centred = x.ref.sub(np.mean(x, -1, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), -1, { keepdims: true });
  return centred
    .div(np.sqrt(variance.add(GPT.epsilon)))
    .mul(gain)
    .add(bias);
}

const gelu = (x: JaxArray): JaxArray => nn.gelu(x, { approximate: true });

/** Logits [B T, Vocab]. The embedding is a product with one-hot rows: the gradient of `take` fails inside `jit`. */
function logits(p: Parameters, ids: JaxArray): JaxArray {
  const { batch, sequenceLength, width, heads, layers, vocabulary } = GPT;
  const embedded = np.matmul(nn.oneHot(ids, vocabulary), p.tokens);
  let x = embedded.reshape([batch, sequenceLength, width]).add(p.positions).reshape([ROWS, width]);
  for (let index = 0; index < layers; index += 1) {
    const of = (name: string): JaxArray => p[`layer${index}.${name}`];
    const normed = layerNorm(x.ref, of("norm1.gain"), of("norm1.bias"));
    const packed = np.matmul(normed, of("qkv")).add(of("qkv.bias"));
    const [q, k, v] = np.split(packed, 3, -1).map((part) => part.reshape([batch, sequenceLength, heads, HEAD_WIDTH]));
    const gathered = nn.dotProductAttention(q, k, v, { isCausal: true }).reshape([ROWS, width]);
    x = x.add(np.matmul(gathered, of("out")).add(of("out.bias")));
    const widened = np.matmul(layerNorm(x.ref, of("norm2.gain"), of("norm2.bias")), of("up")).add(of("up.bias"));
    x = x.add(np.matmul(gelu(widened), of("down")).add(of("down.bias")));
  }
  return np.matmul(layerNorm(x, p["norm.gain"], p["norm.bias"]), p.head);
}

function meanLoss(p: Parameters, ids: JaxArray, targets: JaxArray): JaxArray {
  const logProbabilities = nn.logSoftmax(logits(p, ids), -1);
  return logProbabilities
    .mul(nn.oneHot(targets, GPT.vocabulary))
    .sum()
    .mul(-1 / ROWS);
}

/** One AdamW update written out, so that the whole step is one jitted function: the best case for this engine. */
function update(p: JaxArray, g: JaxArray, m: JaxArray, v: JaxArray, corrections: readonly [JaxArray, JaxArray]) {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = ADAMW;
  const moment1 = m.mul(beta1).add(g.ref.mul(1 - beta1));
  const moment2 = v.mul(beta2).add(np.square(g).mul(1 - beta2));
  const root = np.sqrt(moment2.ref.mul(corrections[1].ref)).add(epsilon);
  const direction = moment1.ref.mul(corrections[0].ref).div(root).add(p.ref.mul(weightDecay));
  return { parameter: p.sub(direction.mul(learningRate)), moment1, moment2 };
}

function trainStep(
  p: Parameters,
  m: Parameters,
  v: Parameters,
  correction1: JaxArray,
  correction2: JaxArray,
  ids: JaxArray,
  targets: JaxArray,
): [Parameters, Parameters, Parameters, JaxArray] {
  const [loss, gradients] = valueAndGrad(meanLoss)(tree.ref(p), ids, targets) as [JaxArray, Parameters];
  const [parameters, moments1, moments2]: [Parameters, Parameters, Parameters] = [{}, {}, {}];
  for (const name of Object.keys(p)) {
    const updated = update(p[name], gradients[name], m[name], v[name], [correction1, correction2]);
    parameters[name] = updated.parameter;
    moments1[name] = updated.moment1;
    moments2[name] = updated.moment2;
  }
  correction1.dispose();
  correction2.dispose();
  return [parameters, moments1, moments2, loss];
}

const device = (values: Float32Array<ArrayBuffer>, shape: readonly number[]): JaxArray =>
  np.array(values, { shape: [...shape] });

function initialParameters(): Parameters {
  const parameters: Parameters = {};
  for (const { name, shape, values } of referenceParameters().values()) parameters[name] = device(values, shape);
  return parameters;
}

const tokenIds = (values: Int32Array<ArrayBuffer>): JaxArray => np.array(values, { shape: [ROWS], dtype: np.int32 });

/** A jitted function of arrays that stay. */
function repeated(call: () => JaxArray): Workload {
  return {
    async run() {
      const result = call();
      await blockUntilReady(result);
      result.dispose();
      return null;
    },
    async output() {
      return Float32Array.from(await call().data());
    },
    dispose: () => undefined,
  };
}

export async function openJaxJs(): Promise<Engine> {
  const devices = await init("webgpu");
  if (!devices.includes("webgpu"))
    throw new Failure("jax-js finds no WebGPU device; check the browser's WebGPU flags.");
  defaultDevice("webgpu");
  return {
    matmul: ({ m, n, k }) => {
      const [a, b] = [device(uniformValues(m * k, 1), [m, k]), device(uniformValues(k * n, 2), [k, n])];
      const product = jit((x: JaxArray, y: JaxArray) => np.matmul(x, y));
      return Promise.resolve(repeated(() => product(a.ref, b.ref)));
    },
    attentionForward: (shape) => {
      const { batch, heads, sequenceLength, headWidth } = shape;
      const [q, k, v] = [1, 2, 3].map((seed) => {
        const values = uniformValues(batch * heads * sequenceLength * headWidth, seed);
        return device(headsBehindTokens(values, shape), [batch, sequenceLength, heads, headWidth]);
      });
      const attend = jit((queries: JaxArray, keys: JaxArray, values: JaxArray) =>
        np.transpose(nn.dotProductAttention(queries, keys, values, { isCausal: true }), [0, 2, 1, 3]),
      );
      return Promise.resolve(repeated(() => attend(q.ref, k.ref, v.ref)));
    },
    mlpForward: ({ rows, width, hidden }) => {
      const x = device(uniformValues(rows * width, 1), [rows, width]);
      const w1 = device(uniformValues(width * hidden, 2, 0.1), [width, hidden]);
      const w2 = device(uniformValues(width * hidden, 3, 0.1), [hidden, width]);
      const [gain, bias] = [np.ones([width]), np.zeros([width])];
      const forward = jit((input: JaxArray, up: JaxArray, down: JaxArray, g: JaxArray, b: JaxArray) =>
        np.matmul(gelu(np.matmul(layerNorm(input, g, b), up)), down),
      );
      return Promise.resolve(repeated(() => forward(x.ref, w1.ref, w2.ref, gain.ref, bias.ref)));
    },
    gptForward: () => {
      const parameters = initialParameters();
      const ids = tokenIds(referenceBatch().ids);
      const forward = jit(logits);
      return Promise.resolve(repeated(() => forward(tree.ref(parameters), ids.ref)));
    },
    gptTrainStep: () => Promise.resolve(training()),
  };
}

function training(): Workload {
  let parameters = initialParameters();
  const zeros = (): Parameters =>
    Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, np.zeros(shape)]));
  let [moments1, moments2] = [zeros(), zeros()];
  const batch = referenceBatch();
  const [ids, targets] = [tokenIds(batch.ids), tokenIds(batch.targets)];
  const step = jit(trainStep);
  let steps = 0;
  return {
    async run() {
      steps += 1;
      const corrections = [ADAMW.beta1, ADAMW.beta2].map((beta) => np.array(1 / (1 - beta ** steps)));
      const [p, m, v, loss] = step(
        parameters,
        moments1,
        moments2,
        corrections[0],
        corrections[1],
        ids.ref,
        targets.ref,
      );
      [parameters, moments1, moments2] = [p, m, v];
      await blockUntilReady([parameters, moments1, moments2]);
      return (await loss.data())[0];
    },
    dispose: () => tree.dispose([parameters, moments1, moments2]),
  };
}
