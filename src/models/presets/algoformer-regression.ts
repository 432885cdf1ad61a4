import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { algoParts, type AlgoChoices } from "./algoformer.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";
import { baseLayer, type LayerSize } from "./residual-decoder.ts";

/** The specification's sizes: 4 heads of 16, hidden width 256. */
const SIZE: LayerSize & { readonly width: number } = { width: 64, heads: 4, kvHeads: 4, hidden: 256 };

/** Numbers that are read at a position, by the rows of each task. */
const PAIRS = 8;
const SERIES = 1;

function regressor(name: string, reads: number, { trunk, head }: ReturnType<typeof algoParts>): ArchitectureDocument {
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "regression", knobs: { width: reads, outputs: 1 } },
    trunk: [block("linear", { width: SIZE.width, start: "fan-in" }, { slug: "embed" }), ...trunk],
    heads: [{ name: "values", ...head, body: [...(head.body ?? []), block("norm"), block("head", { bias: true })] }],
  };
}

/** Pre-transformer, loop and post-transformer that predict values in context. */
export function algoRegressor(name: string, reads: number, choices: AlgoChoices = {}): ArchitectureDocument {
  return regressor(name, reads, algoParts(SIZE, choices));
}

/** A plain stack of the same blocks. */
export function stackRegressor(name: string, reads: number, layers: number): ArchitectureDocument {
  const trunk = [{ kind: "repeat" as const, slug: "layers", times: layers, body: baseLayer(SIZE) }];
  return regressor(name, reads, { trunk, head: {} });
}

const TRAINING: TrainingDefaults = {
  learningRate: 1e-3,
  learningRateSource: "Not measured: a usual rate for networks of this width.",
  sequenceLength: 40,
  batch: 64,
  steps: 3_000,
};

/** A representation of points takes a block more before the loop. */
const TASKS = [
  { id: "algo-linreg", title: "linear regression in context", reads: PAIRS, pre: 1 },
  { id: "algo-repr", title: "regression in context on a representation", reads: PAIRS, pre: 2 },
  { id: "algo-ar", title: "autoregressive series in context", reads: SERIES, pre: 1 },
] as const;

const LOOPS = 10;
const POST = 1;

/** AlgoFormer on its own tasks, each beside a stack of equal parameters, a stack of equal work and a plain loop. */
export const ALGO_REGRESSORS: readonly Preset[] = TASKS.flatMap(({ id, title, reads, pre }) => {
  const [blocks, deep] = [pre + 1 + POST, pre + LOOPS + POST];
  const passes = Math.round(deep / blocks);
  return [
    {
      id,
      title: `AlgoFormer, ten loops: ${title}`,
      summary: `${pre === 1 ? "One block" : "Two blocks"} before, one looped ten times, one after; the last five passes are graded.`,
      document: algoRegressor(id, reads, { pre, loops: LOOPS, post: POST }),
    },
    {
      id: `${id}-${blocks}-blocks`,
      title: `${blocks} blocks: ${title}`,
      summary: "As many parameters as AlgoFormer, without a loop.",
      document: stackRegressor(`${id}-${blocks}-blocks`, reads, blocks),
    },
    {
      id: `${id}-${deep}-blocks`,
      title: `${deep} blocks: ${title}`,
      summary: "As much work per prediction as AlgoFormer with ten loops, with weights of its own in every block.",
      document: stackRegressor(`${id}-${deep}-blocks`, reads, deep),
    },
    {
      id: `${id}-looped`,
      title: `${blocks} blocks, looped ${passes} times: ${title}`,
      summary: "As many parameters as AlgoFormer and about as much work, no blocks before or after the loop.",
      document: algoRegressor(`${id}-looped`, reads, { pre: 0, post: 0, loop: blocks, loops: passes }),
    },
  ].map((preset) => ({ ...preset, training: TRAINING }));
});
