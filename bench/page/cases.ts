import type { Engine, MatmulShape, Workload } from "./engines/engine.ts";
import { GPT, HEAD_WIDTH, ROWS } from "./reference-gpt.ts";

export type EngineName = "bakeoff" | "jax-js" | "tfjs" | "onnxruntime-web";
export type RivalName = Exclude<EngineName, "bakeoff">;

export interface BenchCase {
  readonly id: string;
  readonly title: string;
  /** Rivals that can do it, the quickest first. */
  readonly rivals: readonly RivalName[];
  /** Cases of a group are also told as one geometric mean. */
  readonly group?: string;
  /** Largest root mean square of the difference between two engines' outputs, relative to that of the output. */
  readonly tolerance: number;
  readonly make: (engine: Engine) => Promise<Workload>;
}

const ALL_RIVALS: readonly RivalName[] = ["jax-js", "tfjs", "onnxruntime-web"];

const MATMUL_SHAPES: readonly MatmulShape[] = [
  { m: 256, n: 256, k: 256 },
  { m: 512, n: 512, k: 512 },
  { m: 1024, n: 1024, k: 256 },
  { m: ROWS, n: GPT.hidden, k: GPT.width },
];

export const CASES: readonly BenchCase[] = [
  {
    id: "train",
    title: "GPT train step",
    rivals: ["jax-js", "tfjs"],
    tolerance: 2e-5,
    make(engine) {
      if (engine.gptTrainStep === undefined) throw new Error("the engine cannot train");
      return engine.gptTrainStep();
    },
  },
  {
    id: "forward",
    title: "GPT forward",
    rivals: ["jax-js", "onnxruntime-web"],
    tolerance: 2e-5,
    make: (engine) => engine.gptForward(),
  },
  {
    id: "attention",
    title: "causal attention forward B4 H4 T128 D32",
    rivals: ALL_RIVALS,
    tolerance: 1e-5,
    make: (engine) =>
      engine.attentionForward({ batch: 4, heads: 4, sequenceLength: GPT.sequenceLength, headWidth: HEAD_WIDTH }),
  },
  ...MATMUL_SHAPES.map((shape): BenchCase => ({
    id: `matmul-${shape.m}x${shape.k}x${shape.n}`,
    title: `matmul [${shape.m},${shape.k}] x [${shape.k},${shape.n}]`,
    rivals: ALL_RIVALS,
    group: "matmul geometric mean",
    tolerance: 1e-5,
    make: (engine) => engine.matmul(shape),
  })),
  {
    id: "mlp",
    title: "layer norm + MLP forward, 1024 tokens",
    rivals: ALL_RIVALS,
    tolerance: 1e-5,
    make: (engine) => engine.mlpForward({ rows: ROWS, width: GPT.width, hidden: GPT.hidden }),
  },
];
