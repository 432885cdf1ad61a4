import type { ArchitectureDocument, Item } from "../document/types.ts";
import { classifier, IMAGE_TRAINING } from "./image-classifiers.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

export interface FmvitSize {
  /** Blocks of convolution in each stage. */
  readonly convolution: readonly number[];
  /** Blocks that mix frequencies behind them. */
  readonly mixing: readonly number[];
  readonly widths: readonly number[];
  /** Share of the channels that attention handles. */
  readonly lowShare: number;
  /** By how much keys and values are reduced in each stage. */
  readonly reductions: readonly number[];
  /** Branches beside the dense 1 x 1 of both projections of an MLP. */
  readonly branches: "grouped" | "grouped+wide";
}

export const FMVIT_MINI: FmvitSize = {
  convolution: [2, 1, 1],
  mixing: [0, 1, 1],
  widths: [32, 64, 128],
  lowShare: 0.75,
  reductions: [4, 2, 1],
  branches: "grouped",
};

/** A convolution with its batch norm. */
const normedConvolution = (slug: string, width: number, rest: object): Item =>
  block("branched-convolution", { width, branches: "none", identity: false, ...rest }, { slug });

/** Widened, cut at zero, narrowed: two projections of several branches. */
const branchedMlp = (width: number, branches: FmvitSize["branches"]): readonly Item[] => [
  block("branched-convolution", { width: 2 * width, branches, activation: "relu" }, { slug: "up" }),
  block("branched-convolution", { width, branches }, { slug: "down" }),
];

const convolutionBlock = (width: number, { branches }: FmvitSize): readonly Item[] => [
  { kind: "residual", slug: "local", body: [normedConvolution("depthwise", width, { kernel: 3, groups: width })] },
  { kind: "residual", slug: "mlp", body: branchedMlp(width, branches) },
];

function mixingBlock(width: number, reduction: number, { lowShare, branches }: FmvitSize): readonly Item[] {
  return [
    block("branched-convolution", { width: Math.round(width * lowShare) }, { slug: "low" }),
    block("frequency-mixer", { width, reduction }),
    { kind: "residual", slug: "mlp", norm: block("batch-norm"), body: branchedMlp(width, branches) },
  ];
}

/** Our design around FMViT's named parts: three stages at 16, 8 and 4 positions a side of an image of 32. */
export function fmvit(name: string, size: FmvitSize): ArchitectureDocument {
  const { widths, convolution, mixing, reductions } = size;
  const trunk = widths.flatMap((width, stage): Item[] => {
    const entry =
      stage === 0
        ? normedConvolution("stem", width, { kernel: 3, stride: 2, activation: "relu" })
        : normedConvolution(`down-${stage + 1}`, width, { kernel: 2, stride: 2 });
    const repeated = (slug: string, times: number, body: readonly Item[]): readonly Item[] =>
      times === 0 ? [] : [{ kind: "repeat", slug: `${slug}-${stage + 1}`, times, body }];
    return [
      entry,
      ...repeated("local", convolution[stage], convolutionBlock(width, size)),
      ...repeated("mixed", mixing[stage], mixingBlock(width, reductions[stage], size)),
    ];
  });
  return classifier(name, trunk, [
    { name: "logits", body: [block("batch-norm"), block("pool-positions"), block("head", { bias: true })] },
  ]);
}

/** Networks with batch norms take a larger step. */
const TRAINING: TrainingDefaults = {
  ...IMAGE_TRAINING,
  learningRate: 3e-3,
  learningRateSource: "the best of 3e-4, 1e-3 and 3e-3 for this network on a CIFAR-10 slice",
};

const VARIANTS: readonly (readonly [id: string, title: string, summary: string, size: FmvitSize])[] = [
  [
    "fmvit-mini",
    "FMViT-style mini (our design)",
    "Convolution in early stages, attention and convolution side by side in later ones; branches merge after training.",
    FMVIT_MINI,
  ],
  [
    "fmvit-conv",
    "FMViT-style, convolution only (our design)",
    "The same parts without attention, as many parameters once merged.",
    { ...FMVIT_MINI, convolution: [4, 2, 3], mixing: [0, 0, 0] },
  ],
  [
    "fmvit-attn",
    "FMViT-style, mixing blocks only (our design)",
    "Every block mixes frequencies, as many parameters once merged.",
    { ...FMVIT_MINI, convolution: [0, 0, 0], mixing: [2, 3, 1] },
  ],
];

export const FMVITS: readonly Preset[] = VARIANTS.map(([id, title, summary, size]) => ({
  id,
  title,
  summary,
  document: fmvit(id, size),
  training: TRAINING,
}));
