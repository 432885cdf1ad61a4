import type { KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { decoderOf, SIZES, type SizeName } from "./gelu-decoders.ts";
import { block, type Preset } from "./preset.ts";

/** Removals: S1 leaves the feed-forward network out, the others are knobs of minimal attention. */
export interface Removals {
  readonly hasFeedForward: boolean;
  /** Absent: multi-head attention with all four maps. */
  readonly attention?: KnobsGiven<"minimal-attention">;
}

/** LM-base with parts removed. Without rotary positions, learned ones are added to the embedding. */
export function minimalTransformer(name: string, sizeName: SizeName, removals: Removals): ArchitectureDocument {
  const { size, training } = SIZES[sizeName];
  const { hasFeedForward, attention } = removals;
  const { heads, hidden } = size;
  return decoderOf(name, size, {
    mixer: attention === undefined ? block("attention", { heads }) : block("minimal-attention", attention),
    ...(hasFeedForward ? { channelMixer: block("feed-forward", { hidden }) } : {}),
    ...(attention?.position === "none"
      ? { positions: block("position-embedding", { length: training.sequenceLength }) }
      : {}),
  });
}

const VARIANTS: readonly { id: string; title: string; removals: Removals }[] = [
  { id: "no-mlp", title: "S1: no feed-forward network", removals: { hasFeedForward: false } },
  {
    id: "collapsed",
    title: "S1 + S2, one head: query and key collapsed into one matrix",
    removals: {
      hasFeedForward: false,
      attention: { heads: 1, queryKey: "full", similarity: "asymmetric", valueOutput: "both" },
    },
  },
  {
    id: "collapsed-no-values",
    title: "S1 + S2 + S3, one head: collapsed, and no value or output map",
    removals: { hasFeedForward: false, attention: { heads: 1, queryKey: "full", similarity: "asymmetric" } },
  },
  {
    id: "no-values",
    title: "S1 + S3: no value or output map",
    removals: { hasFeedForward: false, attention: { similarity: "asymmetric" } },
  },
  {
    id: "symmetric",
    title: "S1 + S3 + S4: one map per block",
    removals: { hasFeedForward: false, attention: {} },
  },
  {
    id: "all",
    title: "S1 + S2 + S3 + S4, one head: a packed symmetric matrix per block",
    removals: {
      hasFeedForward: false,
      attention: { heads: 1, queryKey: "full", similarity: "symmetric-packed", position: "none" },
    },
  },
  {
    id: "symmetric-with-mlp",
    title: "S3 + S4 with the feed-forward network",
    removals: { hasFeedForward: true, attention: {} },
  },
];

export const MINIMAL_TRANSFORMERS: readonly Preset[] = (["pico", "nano"] as const).flatMap((size) =>
  VARIANTS.map(({ id, title, removals }) => ({
    id: `min-text-${size}-${id}`,
    title: `Minimal text model ${size}, ${title}`,
    summary: "LM-base with parts removed.",
    document: minimalTransformer(`min-text-${size}-${id}`, size, removals),
    training: SIZES[size].training,
  })),
);
