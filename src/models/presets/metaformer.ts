import type { ArchitectureDocument, Item } from "../document/types.ts";
import { channelMlp, classifier, IMAGE_TRAINING, meanHead } from "./image-classifiers.ts";
import { block, type Preset } from "./preset.ts";

export const MIXERS = ["pool", "identity", "random", "depthwise", "spatial", "attention"] as const;
export type Mixer = (typeof MIXERS)[number];

const HEAD_WIDTH = 32;

/** Mean and variance over a whole map, as PoolFormer norms. */
const MAP_NORM = block("norm", { form: "map", bias: true, eps: 1e-5 });

export interface MetaFormerSize {
  /** The first convolution: side, stride, zeros around. */
  readonly stem: { readonly kernel: number; readonly stride: number; readonly padding: number | null };
  /** Blocks of each stage. */
  readonly depths: readonly number[];
  readonly widths: readonly number[];
  /** Hidden width of the channel MLP over the stage's width. */
  readonly ratio: number;
  /** Factor that every branch begins with; null: none. */
  readonly layerScale: number | null;
}

export const METAFORMER_MINI: MetaFormerSize = {
  stem: { kernel: 3, stride: 2, padding: null },
  depths: [1, 1, 3, 1],
  widths: [32, 64, 96, 128],
  ratio: 4,
  // 1e-5, the published start, leaves blocks nearly dead for a few hundred steps.
  layerScale: 0.1,
};

/** What lets positions exchange information; identity has only the norm. */
function mixing(mixer: Mixer, width: number): readonly Item[] {
  switch (mixer) {
    case "pool":
      return [block("pool-mixer")];
    case "identity":
      return [];
    case "random":
      return [block("position-mixer", { matrix: "random" })];
    case "depthwise":
      return [block("depthwise-convolution")];
    case "spatial":
      return [block("position-mixer")];
    case "attention": {
      const heads = Math.max(1, Math.floor(width / HEAD_WIDTH));
      const knobs = { heads, position: "none", causal: false, outputBias: true } as const;
      return [block("flatten-map"), block("attention", knobs), block("token-map")];
    }
  }
}

function blocksOf(size: MetaFormerSize, stage: number, mixer: Mixer): Item {
  const { depths, widths, ratio, layerScale } = size;
  const scale = layerScale === null ? {} : { scale: { learned: "channel", initial: layerScale } as const };
  const mixes = mixing(mixer, widths[stage]);
  // A branch holds something: identity is the norm itself, which otherwise stands before the branch.
  const mixed: Item =
    mixes.length === 0
      ? { kind: "residual", body: [MAP_NORM], ...scale }
      : { kind: "residual", norm: MAP_NORM, body: mixes, ...scale };
  const mlp: Item = { kind: "residual", norm: MAP_NORM, body: [channelMlp(ratio * widths[stage])], ...scale };
  return { kind: "repeat", slug: `stage-${stage + 1}`, times: depths[stage], body: [mixed, mlp] };
}

/** Stages of norm, mixer, norm, channel MLP, a convolution of stride 2 between them; one mixer, or one for each stage. */
export function metaFormer(name: string, size: MetaFormerSize, mixer: Mixer | readonly Mixer[]): ArchitectureDocument {
  const trunk = size.widths.flatMap((width, stage): Item[] => {
    const own = typeof mixer === "string" ? mixer : mixer[stage];
    const entry = stage === 0 ? size.stem : { kernel: 3, stride: 2, padding: null };
    return [block("convolution", { width, ...entry }, { slug: `conv-${stage + 1}` }), blocksOf(size, stage, own)];
  });
  return classifier(name, trunk, meanHead(MAP_NORM));
}

const VARIANTS: readonly (readonly [id: string, title: string, mixer: Mixer | readonly Mixer[]])[] = [
  ["poolformer-mini", "PoolFormer mini", "pool"],
  ["metaformer-attn-mini", "MetaFormer mini, attention", "attention"],
  ["metaformer-identity-mini", "MetaFormer mini, no mixing in the blocks", "identity"],
  ["metaformer-random-mini", "MetaFormer mini, random mixing matrices", "random"],
  ["metaformer-dwconv-mini", "MetaFormer mini, depthwise convolution", "depthwise"],
  ["metaformer-spatial-mini", "MetaFormer mini, spatial fully connected layer", "spatial"],
  ["metaformer-hybrid-mini", "MetaFormer mini, pooling then attention", ["pool", "pool", "attention", "attention"]],
];

export const METAFORMERS: readonly Preset[] = VARIANTS.map(([id, title, mixer]) => ({
  id,
  title,
  summary: "Four stages of norm, token mixer, norm and channel MLP; only the mixer differs between the arms.",
  document: metaFormer(id, METAFORMER_MINI, mixer),
  training: IMAGE_TRAINING,
}));
