export interface MatmulShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

export interface AttentionShape {
  readonly batch: number;
  readonly heads: number;
  readonly sequenceLength: number;
  readonly headWidth: number;
}

export interface MlpShape {
  readonly rows: number;
  readonly width: number;
  readonly hidden: number;
}

/** Something an engine has made ready and can repeat. */
export interface Workload {
  /** One run, until the device is done with it. A training step answers its loss, anything else null. */
  run(): Promise<number | null>;
  /** The values of the last run, in the layout that the case prescribes; absent where `run` answers a loss. */
  output?(): Promise<Float32Array>;
  dispose(): void;
}

/** An engine under test. What it cannot do, or not within a sane time, is absent. */
export interface Engine {
  /** c [M, N] = a [M, K] b [K, N], from `uniformValues` with seeds 1 and 2. */
  matmul(shape: MatmulShape): Promise<Workload>;
  /** Causal softmax attention [B, H, T, D] from q, k, v [B, H, T, D] with seeds 1, 2, 3. */
  attentionForward(shape: AttentionShape): Promise<Workload>;
  /** gelu(layernorm(x) w1) w2 for x [N, C] (seed 1), w1 [C, F] and w2 [F, C] (seeds 2, 3, scaled by 0.1), gain 1, bias 0. */
  mlpForward(shape: MlpShape): Promise<Workload>;
  /** Logits [B T, Vocab] of the reference GPT at its initial parameters. */
  gptForward(): Promise<Workload>;
  /** Forward, backward and update of the reference GPT, always on the same batch. */
  gptTrainStep?(): Promise<Workload>;
}

/** Values [B, H, T, D] put as [B, T, H, D]. */
export function headsBehindTokens(values: Float32Array, shape: AttentionShape): Float32Array<ArrayBuffer> {
  return swapMiddleAxes(values, shape.heads, shape.sequenceLength, shape.headWidth);
}

/** Values [B, T, H, D] put as [B, H, T, D]. */
export function headsBeforeTokens(values: Float32Array, shape: AttentionShape): Float32Array<ArrayBuffer> {
  return swapMiddleAxes(values, shape.sequenceLength, shape.heads, shape.headWidth);
}

/** [A, B, C, D] to [A, C, B, D]. */
function swapMiddleAxes(values: Float32Array, b: number, c: number, d: number): Float32Array<ArrayBuffer> {
  const swapped = new Float32Array(values.length);
  for (let row = 0; row * d < values.length; row += 1) {
    const [outer, i, j] = [Math.floor(row / (b * c)), Math.floor(row / c) % b, row % c];
    swapped.set(values.subarray(row * d, (row + 1) * d), ((outer * c + j) * b + i) * d);
  }
  return swapped;
}
