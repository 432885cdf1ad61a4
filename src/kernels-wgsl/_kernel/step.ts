/**
 * The one uniform that changes from step to step. A kernel that needs it inserts `STEP_WGSL` (expander snippet `STEP`),
 * declares `@group(0) @binding(n) var<uniform> step: Step;` behind its last binding and sets `usesStep` on its launch.
 */
export const STEP_WGSL = `
struct Step {
  index: u32,            // optimizer steps done before this one, from 0
  micro: u32,            // micro-batch within the step, from 0
  seed: u32,
  micro_steps: u32,      // micro-batches per step
  learning_rate: f32,
  correction1: f32,      // 1 / (1 - beta1^t), t from 1
  correction2: f32,      // 1 / (1 - beta2^t)
  spare: f32,
  weights0: vec4f,       // weights of the objective's loss terms 0..3
  weights1: vec4f,       // and 4..7
}
`;

export const STEP_BYTES = 64;

export interface StepValues {
  readonly index: number;
  readonly micro: number;
  readonly seed: number;
  readonly microSteps: number;
  readonly learningRate: number;
  readonly correction1: number;
  readonly correction2: number;
  /** Weights of the objective's loss terms, at most eight. */
  readonly lossWeights: readonly number[];
}

/** The first step at a rate of zero: what runs a program once and changes no weight. */
export const STILL_STEP: StepValues = {
  index: 0,
  micro: 0,
  seed: 1,
  microSteps: 1,
  learningRate: 0,
  correction1: 1,
  correction2: 1,
  lossWeights: [],
};

/** Packs the step uniform; the layout is `STEP_WGSL`'s. */
export function packStep(values: StepValues): ArrayBuffer {
  const buffer = new ArrayBuffer(STEP_BYTES);
  const words = new Uint32Array(buffer);
  const floats = new Float32Array(buffer);
  words.set([values.index, values.micro, values.seed, values.microSteps]);
  floats.set([values.learningRate, values.correction1, values.correction2], 4);
  floats.set(values.lossWeights.slice(0, 8), 8);
  return buffer;
}
