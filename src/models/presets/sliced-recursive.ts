import type { ArchitectureDocument, Item, Scale } from "../document/types.ts";
import { channelMlp, classifier, IMAGE_TRAINING, LAYER_NORM } from "./image-classifiers.ts";
import { block, type Preset } from "./preset.ts";

/** Blocks at one resolution. */
export interface SretStage {
  readonly width: number;
  readonly heads: number;
  /** Distinct sets of weights. */
  readonly blocks: number;
  /** Slices of the first pass through a block, and of its later passes. */
  readonly groups: readonly [first: number, later: number];
}

export interface SretSize {
  /** Positions that the stem leaves. */
  readonly positions: number;
  /** Halvings of the stem: convolutions of stride 2. */
  readonly stemHalvings: number;
  readonly stages: readonly SretStage[];
  /** How many times each block is applied. */
  readonly loops: number;
  /** Hidden width over width of the blocks' MLPs, rounded down. */
  readonly ratio: number;
  /** The same of the private layer after each pass; null: no such layer. */
  readonly projection: number | null;
  /** Later passes deal the tokens anew. */
  readonly shuffles: boolean;
  /** Learned factors on both arms of every residual. */
  readonly hasScales: boolean;
}

export const SRET_MINI: SretSize = {
  positions: 64,
  stemHalvings: 2,
  stages: [{ width: 128, heads: 4, blocks: 3, groups: [4, 2] }],
  loops: 2,
  ratio: 2,
  projection: 1,
  shuffles: true,
  hasScales: true,
};

const LEARNED: Scale = { learned: "scalar", initial: 1 };

function stem(width: number, halvings: number): readonly Item[] {
  return Array.from({ length: halvings }, (_, i): readonly Item[] => {
    const own = i === 0 ? Math.floor(width / 2) : width;
    return [
      block("convolution", { width: own, stride: 2 }, { slug: `stem-${i + 1}` }),
      block("batch-norm", { activation: "relu" }, { slug: `stem-norm-${i + 1}` }),
    ];
  }).flat();
}

function blocksOf(stage: SretStage, size: SretSize): Item {
  const { width, heads, groups } = stage;
  const { loops, projection, shuffles } = size;
  const scales = size.hasScales ? { scale: LEARNED, skipScale: LEARNED } : {};
  const residual = (body: Item): Item => ({ kind: "residual", norm: LAYER_NORM, body: [body], ...scales });
  const perPass = <Value>(of: (isLater: boolean) => Value): readonly Value[] =>
    // A pass counts within its block: the second, fourth and so on are the recursive ones.
    Array.from({ length: loops }, (_, pass) => of(pass % 2 === 1));
  const attention: Item = {
    kind: "sliced-attention",
    knobs: { heads },
    perPass: {
      groups: perPass((isLater) => groups[isLater ? 1 : 0]),
      shuffle: perPass((isLater) => shuffles && isLater && groups[1] > 1),
    },
  };
  const own: readonly Item[] =
    projection === null
      ? []
      : [
          {
            ...residual({ ...channelMlp(Math.floor(projection * width)), slug: "projection" }),
            slug: "after-pass",
            share: "each",
          },
        ];
  const body = [residual(attention), residual(channelMlp(Math.floor(size.ratio * width))), ...own];
  return {
    kind: "repeat",
    slug: "unique",
    times: stage.blocks,
    body: [{ kind: "repeat", slug: "loop", times: loops, sharing: "one", body }],
  };
}

/** Blocks that are each applied several times over, by sliced attention, with a small private layer after every pass. */
export function sret(name: string, size: SretSize): ArchitectureDocument {
  const [first] = size.stages;
  const stages = size.stages.map((stage, i): Item => {
    const before = i === 0 ? first : size.stages[i - 1];
    const entry: readonly Item[] =
      i === 0
        ? [block("flatten-map"), block("position-embedding", { length: size.positions })]
        : [block("convolution", { width: stage.width, stride: 2, groups: before.width }), block("flatten-map")];
    return { kind: "sequence", slug: `stage-${i + 1}`, body: [...entry, blocksOf(stage, size)] };
  });
  return classifier(
    name,
    [...stem(first.width, size.stemHalvings), ...stages],
    [{ name: "logits", body: [block("pool-positions"), LAYER_NORM, block("head", { bias: true })] }],
  );
}

const full = { ...SRET_MINI.stages[0], groups: [1, 1] } as const;

const VARIANTS: readonly (readonly [id: string, title: string, summary: string, change: Partial<SretSize>])[] = [
  [
    "sret-mini",
    "SReT mini, sliced",
    "Three blocks, each applied twice, attention in slices of the tokens that the second pass deals anew.",
    {},
  ],
  ["sret-naive", "SReT mini, full attention", "Three blocks, each applied twice, without slices.", { stages: [full] }],
  [
    "sret-no-projection",
    "SReT mini without private layers",
    "Three blocks, each applied twice, nothing of its own after a pass.",
    { projection: null },
  ],
  [
    "vit-unrolled",
    "ViT of equal depth, same stem",
    "Six blocks of their own behind the same convolutions: as deep as three blocks applied twice.",
    { stages: [{ ...full, blocks: 6 }], loops: 1, projection: null, hasScales: false },
  ],
];

export const SLICED_RECURSIVES: readonly Preset[] = VARIANTS.map(([id, title, summary, change]) => ({
  id,
  title,
  summary,
  document: sret(id, { ...SRET_MINI, ...change }),
  training: IMAGE_TRAINING,
}));
