import type { ArchitectureDocument, Item, ResidualItem } from "../document/types.ts";
import {
  MICRO,
  MICRO_TRAINING,
  NANO,
  NANO_TRAINING,
  PICO,
  PICO_TRAINING,
  type DecoderSize,
} from "./language-models.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";
import { baseLayer, decoderAround, residualOf } from "./residual-decoder.ts";

/** Orders of the sub-layers inside one block; Strang F-A-F is the macaron network. */
export const SPLITTING_SCHEMES = [
  "lie-attention-first",
  "lie-ffn-first",
  "strang-ffn-outside",
  "strang-attention-outside",
  "parallel",
  "shared-strang",
] as const;
export type SplittingScheme = (typeof SPLITTING_SCHEMES)[number];

export interface MacaronChoices {
  readonly scheme?: SplittingScheme;
  /** Weight of each of the two outer updates of a Strang scheme. */
  readonly factor?: number;
  /** `match` halves the width of the two outer sub-layers, so that parameters agree with the baseline. */
  readonly widthRule?: "match" | "full";
  readonly placement?: "pre" | "post";
}

/** LM-base with another splitting of each block into sub-layers. An odd hidden width is halved upwards. */
export function macaron(name: string, size: DecoderSize, choices: MacaronChoices = {}): ArchitectureDocument {
  const body = layerBody(size, choices);
  return decoderAround(name, size, [{ kind: "repeat", times: size.layers, body }]);
}

function layerBody(size: DecoderSize, choices: MacaronChoices): readonly Item[] {
  const { scheme = "strang-ffn-outside", factor = 0.5, widthRule = "match", placement = "pre" } = choices;
  const placed = (item: ResidualItem): ResidualItem => (placement === "pre" ? item : { ...item, placement });
  const [attention, feedForward] = baseLayer(size).map(placed);
  switch (scheme) {
    case "lie-attention-first":
      return [attention, feedForward];
    case "lie-ffn-first":
      return [feedForward, attention];
    case "strang-ffn-outside": {
      const hidden = widthRule === "match" ? Math.ceil(size.hidden / 2) : size.hidden;
      const half = (slug: string) => placed(residualOf(block("feed-forward", { hidden }, { slug }), { scale: factor }));
      return [half("ffn-a"), attention, half("ffn-b")];
    }
    case "strang-attention-outside": {
      const { heads, kvHeads } = size;
      const headWidth = size.width / heads / (widthRule === "match" ? 2 : 1);
      const half = (slug: string) =>
        placed(residualOf(block("attention", { heads, kvHeads, headWidth }, { slug }), { scale: factor }));
      return [half("attn-a"), feedForward, half("attn-b")];
    }
    case "parallel": {
      const branches = [{ body: attention.body }, { body: feedForward.body }];
      return [{ ...attention, body: [{ kind: "parallel", join: "sum", branches }] }];
    }
    case "shared-strang": {
      const { hidden } = size;
      const half = (slug: string, fields: object) =>
        placed(residualOf(block("feed-forward", { hidden }, { slug, ...fields }), { scale: factor }));
      return [half("ffn-a", {}), attention, half("ffn-b", { tie: "layers.ffn-a" })];
    }
  }
}

const SIZES: readonly { id: string; size: DecoderSize; training: TrainingDefaults }[] = [
  { id: "pico", size: PICO, training: PICO_TRAINING },
  { id: "nano", size: NANO, training: NANO_TRAINING },
  { id: "micro", size: MICRO, training: MICRO_TRAINING },
];

const VARIANTS: readonly { id: string; title: string; choices: MacaronChoices }[] = [
  { id: "lie-ffn-first", title: "feed-forward, then attention", choices: { scheme: "lie-ffn-first" } },
  {
    id: "strang-attention-outside",
    title: "half attention, feed-forward, half attention",
    choices: { scheme: "strang-attention-outside" },
  },
  { id: "parallel", title: "attention and feed-forward on one input", choices: { scheme: "parallel" } },
  { id: "shared-strang", title: "one feed-forward network used twice", choices: { scheme: "shared-strang" } },
  { id: "factor-1", title: "macaron with whole updates", choices: { factor: 1 } },
  { id: "full-width", title: "macaron with feed-forward networks of full width", choices: { widthRule: "full" } },
  { id: "post-norm", title: "macaron with norms after the sums", choices: { placement: "post" } },
];

/** Macaron networks in three sizes, and every other splitting scheme at the size of fair comparisons. */
export const MACARONS: readonly Preset[] = [
  ...SIZES.map(({ id, size, training }) => ({
    id: `macaron-${id}`,
    title: `Macaron ${id}`,
    summary: "Half a feed-forward step, attention, half a feed-forward step; as many matrices' weights as LM-base.",
    document: macaron(`macaron-${id}`, size),
    training,
  })),
  ...VARIANTS.map(({ id, title, choices }) => ({
    id: `splitting-nano-${id}`,
    title: `Splitting nano: ${title}`,
    summary: "LM-base with the sub-layers of a block in another order or number.",
    document: macaron(`splitting-nano-${id}`, NANO, choices),
    training: NANO_TRAINING,
  })),
];
