import type { KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument, Item } from "../document/types.ts";
import { branch, channelMlp, classifier, IMAGE_SIDE, IMAGE_TRAINING, LAYER_NORM } from "./image-classifiers.ts";
import { block, type Preset } from "./preset.ts";

export interface TurboVitSize {
  /** Side of the map that the stem makes. */
  readonly mapSide: number;
  readonly stem: { readonly kernel: number; readonly stride: number; readonly padding: number };
  /** Side of a unit in the first stage. */
  readonly unit: number;
  /** Blocks of each stage; the first of every later stage pools. */
  readonly depths: readonly number[];
  /** Width and heads of the first stage; each later one has twice as many. */
  readonly width: number;
  readonly heads: number;
  /** Hidden width of the MLPs over the stage's width. */
  readonly ratio: number;
  readonly pooling: "max" | "mean";
  /** First stage, from 1, whose tokens attend to those of all units; null: none. */
  readonly globalFrom: number | null;
}

export const TURBOVIT_MINI: TurboVitSize = {
  mapSide: IMAGE_SIDE / 2,
  stem: { kernel: 3, stride: 2, padding: 1 },
  unit: 4,
  depths: [1, 2, 2],
  width: 32,
  heads: 1,
  ratio: 3,
  pooling: "max",
  globalFrom: 3,
};

const mlp = (width: number, ratio: number): Item => branch(channelMlp(ratio * width));

/** The first block of a later stage: its queries are pooled, and what skips around them is the normed input, mapped and pooled. */
const poolingBlock = (width: number, ratio: number, knobs: KnobsGiven<"unit-attention">): readonly Item[] => [
  { ...LAYER_NORM, slug: "pool-norm" },
  {
    kind: "parallel",
    slug: "pooled",
    join: "sum",
    branches: [
      { slug: "attend", body: [block("unit-attention", { ...knobs, width })] },
      {
        slug: "skip",
        body: [
          block("linear", { width, bias: true }, { slug: "widen" }),
          block("pool-quarters", { form: knobs.pooling === "mean" ? "mean" : "max" }),
        ],
      },
    ],
  },
  { ...mlp(width, ratio), slug: "pool-mlp" },
];

function stageOf(size: TurboVitSize, stage: number): readonly Item[] {
  const width = size.width * 2 ** stage;
  const heads = size.heads * 2 ** stage;
  const isGlobal = (which: number): boolean => size.globalFrom !== null && which + 1 >= size.globalFrom;
  const reach = (which: number): "all" | "unit" => (isGlobal(which) ? "all" : "unit");
  // The mode changes one block late: a pooling block attends as the stage before it does.
  const pooling = { heads, pooling: size.pooling, reach: reach(stage - 1) } as const;
  const plain = size.depths[stage] - (stage > 0 ? 1 : 0);
  const attention = block("unit-attention", { heads, reach: reach(stage) });
  const body: readonly Item[] = [
    ...(stage > 0 ? poolingBlock(width, size.ratio, pooling) : []),
    ...(plain > 0
      ? [{ kind: "repeat", times: plain, body: [branch(attention), mlp(width, size.ratio)] } as const]
      : []),
  ];
  return [{ kind: "sequence", slug: `stage-${stage + 1}`, body }];
}

/** A convolution, then stages of attention in units of the map; between stages queries are pooled, and widths and heads double. */
export function turboVit(name: string, size: TurboVitSize): ArchitectureDocument {
  const trunk: readonly Item[] = [
    block("convolution", { width: size.width, ...size.stem }),
    block("flatten-map"),
    block("position-embedding", { length: size.mapSide ** 2 }),
    block("mask-units", { side: size.unit }),
    ...size.depths.flatMap((_, stage) => stageOf(size, stage)),
  ];
  return classifier(name, trunk, [
    { name: "logits", body: [block("pool-positions"), LAYER_NORM, block("head", { bias: true })] },
  ]);
}

const VARIANTS: readonly (readonly [id: string, title: string, summary: string, change: Partial<TurboVitSize>])[] = [
  [
    "turbovit-mini",
    "TurboViT mini",
    "Attention inside windows, later across all; queries are pooled between stages, so that most layers see few tokens.",
    {},
  ],
  [
    "turbovit-global",
    "TurboViT mini without units",
    "The same network with every token attending to all others from the first layer on.",
    { globalFrom: 1 },
  ],
  [
    "turbovit-mean",
    "TurboViT mini, mean queries",
    "Pooled queries are the mean of four instead of the largest.",
    { pooling: "mean" },
  ],
];

export const TURBOVITS: readonly Preset[] = VARIANTS.map(([id, title, summary, change]) => ({
  id,
  title,
  summary,
  document: turboVit(id, { ...TURBOVIT_MINI, ...change }),
  training: IMAGE_TRAINING,
}));
