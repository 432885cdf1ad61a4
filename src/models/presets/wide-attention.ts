import type { ArchitectureDocument, BlockItem } from "../document/types.ts";
import { decoderOf } from "./gelu-decoders.ts";
import { NANO, NANO_TRAINING, PICO, PICO_TRAINING } from "./language-models.ts";
import { block, type Preset } from "./preset.ts";

/** One point of the sweep: total heads A are cut into layers of A / layers heads. */
export interface AspectRatio {
  readonly totalHeads: number;
  readonly layers: number;
  readonly headWidth: number;
  /** `per-layer`: four times the width in each layer (paper); `constant-total`: as many hidden channels in all as four layers have. */
  readonly ffnBudget?: "per-layer" | "constant-total";
  /** Token mixer of a layer with so many heads; absent: causal multi-head attention. */
  readonly mixer?: (heads: number) => BlockItem;
}

/** Layers whose feed-forward networks the constant total is that of. */
const REFERENCE_LAYERS = 4;

/** Depth times heads per layer is constant; attention's inner width does not follow the stream's. */
export function wideAttention(
  name: string,
  size: { readonly vocabulary: number; readonly width: number },
  { totalHeads, layers, headWidth, ffnBudget = "per-layer", mixer }: AspectRatio,
): ArchitectureDocument {
  const heads = totalHeads / layers;
  const perLayer = 4 * size.width;
  const hidden = ffnBudget === "per-layer" ? perLayer : Math.round((perLayer * REFERENCE_LAYERS) / layers);
  return decoderOf(
    name,
    { ...size, layers },
    {
      mixer: mixer?.(heads) ?? block("attention", { heads, headWidth, start: "width-scaled" }),
      channelMixer: block("feed-forward", { hidden, activation: "gelu-erf" }),
    },
  );
}

const SWEEPS = [
  { name: "pico", size: PICO, training: PICO_TRAINING, totalHeads: 12, headWidth: 8, depths: [1, 2, 3, 4, 6, 12] },
  { name: "nano", size: NANO, training: NANO_TRAINING, totalHeads: 24, headWidth: 16, depths: [1, 2, 3, 4, 6, 8] },
] as const;

const BUDGETS = ["per-layer", "constant-total"] as const;

/** Mixers of the sweep over attention types, at one and at four layers of lm-nano's width. */
const MIXERS = [
  {
    id: "gqa",
    title: "two query heads for each key/value head",
    mixer: (heads: number) => block("attention", { heads, kvHeads: heads / 2, headWidth: 16, start: "width-scaled" }),
  },
  {
    id: "local",
    title: "a window of 16 tokens",
    mixer: (heads: number) => block("attention", { heads, headWidth: 16, window: 16, start: "width-scaled" }),
  },
] as const;

export const WIDE_ATTENTION: readonly Preset[] = SWEEPS.flatMap(
  ({ name, size, training, totalHeads, headWidth, depths }) => [
    ...depths.flatMap((layers) =>
      // At the reference depth both budgets are the same network.
      (layers === REFERENCE_LAYERS ? BUDGETS.slice(0, 1) : BUDGETS).map((ffnBudget): Preset => {
        const suffix = ffnBudget === "per-layer" ? "" : "-constant-ffn";
        const id = `wide-${name}-${layers}x${totalHeads / layers}${suffix}`;
        return {
          id,
          title: `${layers} × ${totalHeads / layers} heads${suffix === "" ? "" : ", equal feed-forward total"}`,
          summary: `${layers} layers of ${totalHeads / layers} heads of width ${headWidth}.`,
          document: wideAttention(id, size, { totalHeads, layers, headWidth, ffnBudget }),
          training,
        };
      }),
    ),
    ...(name === "pico"
      ? []
      : MIXERS.flatMap(({ id: kind, title, mixer }) =>
          [1, 4].map((layers): Preset => {
            const id = `wide-${name}-${layers}x${totalHeads / layers}-${kind}`;
            return {
              id,
              title: `${layers} × ${totalHeads / layers} heads, ${title}`,
              summary: `The sweep with another attention type: ${title}.`,
              document: wideAttention(id, size, { totalHeads, layers, headWidth, mixer }),
              training,
            };
          }),
        )),
  ],
);
