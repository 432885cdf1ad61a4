import { normalValues, uniforms } from "./random.ts";

/** A byte-level GPT: layer norm before each branch, GELU by tanh, biases, learned positions, a head of its own. */
export const GPT = {
  vocabulary: 256,
  width: 128,
  layers: 4,
  heads: 4,
  hidden: 512,
  sequenceLength: 128,
  batch: 8,
  epsilon: 1e-5,
} as const;

/** AdamW with decay on every parameter, so that an engine without parameter groups can do the same. */
export const ADAMW = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 } as const;

export const HEAD_WIDTH = GPT.width / GPT.heads;
/** Rows of the activation matrices: B T. */
export const ROWS = GPT.batch * GPT.sequenceLength;

/** Loss before the first update, and after 3 and 4 updates, as four independent engines gave it. */
export const PUBLISHED_LOSSES: ReadonlyMap<number, number> = new Map([
  [0, 5.57613],
  [3, 4.58293],
  [4, 4.40308],
]);

export interface ReferenceParameter {
  readonly name: string;
  /** Matrices are [in, out]. */
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer>;
}

const layer = (index: number, name: string): string => `layer${index}.${name}`;

/** Every parameter with its initial values, drawn one behind the other from one stream. */
export function referenceParameters(): ReadonlyMap<string, ReferenceParameter> {
  const next = uniforms(1);
  const parameters = new Map<string, ReferenceParameter>();
  const add = (name: string, shape: readonly number[], values: Float32Array<ArrayBuffer>): void => {
    parameters.set(name, { name, shape, values });
  };
  const matrix = (name: string, rows: number, columns: number, standardDeviation = 0.02): void => {
    add(name, [rows, columns], normalValues(rows * columns, standardDeviation, next));
  };
  const vector = (name: string, length: number, value: number): void => {
    add(name, [length], new Float32Array(length).fill(value));
  };
  const { vocabulary, width, layers, hidden, sequenceLength } = GPT;
  const outputSpread = 0.02 / Math.sqrt(2 * layers);
  matrix("tokens", vocabulary, width);
  matrix("positions", sequenceLength, width);
  for (let index = 0; index < layers; index += 1) {
    vector(layer(index, "norm1.gain"), width, 1);
    vector(layer(index, "norm1.bias"), width, 0);
    matrix(layer(index, "qkv"), width, 3 * width);
    vector(layer(index, "qkv.bias"), 3 * width, 0);
    matrix(layer(index, "out"), width, width, outputSpread);
    vector(layer(index, "out.bias"), width, 0);
    vector(layer(index, "norm2.gain"), width, 1);
    vector(layer(index, "norm2.bias"), width, 0);
    matrix(layer(index, "up"), width, hidden);
    vector(layer(index, "up.bias"), hidden, 0);
    matrix(layer(index, "down"), hidden, width, outputSpread);
    vector(layer(index, "down.bias"), width, 0);
  }
  vector("norm.gain", width, 1);
  vector("norm.bias", width, 0);
  matrix("head", width, vocabulary);
  return parameters;
}

export interface ReferenceBatch {
  /** Token ids [B, T]. */
  readonly ids: Int32Array<ArrayBuffer>;
  /** The token behind each. */
  readonly targets: Int32Array<ArrayBuffer>;
}

/** Rows of a noisy chain: four times in five the next token is 7 times the last, plus 3. */
export function referenceBatch(): ReferenceBatch {
  const next = uniforms(2);
  const { batch, sequenceLength, vocabulary } = GPT;
  const ids = new Int32Array(ROWS);
  const targets = new Int32Array(ROWS);
  const anyToken = (): number => Math.floor(next() * vocabulary);
  for (let row = 0; row < batch; row += 1) {
    let token = anyToken();
    for (let position = 0; position < sequenceLength; position += 1) {
      const at = row * sequenceLength + position;
      ids[at] = token;
      token = next() < 0.8 ? (token * 7 + 3) % vocabulary : anyToken();
      targets[at] = token;
    }
  }
  return { ids, targets };
}

/** Additive causal mask [T, T] for engines that have no causal attention of their own. */
export function causalMask(length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(length * length).map((_, at) => (at % length > Math.floor(at / length) ? -1e9 : 0));
}

export function transposed(values: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  return new Float32Array(rows * columns).map((_, at) => values[(at % rows) * columns + Math.floor(at / rows)]);
}
