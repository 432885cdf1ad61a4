import type { KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { decoderOf, geluDecoder, SIZES, type SizeName } from "./gelu-decoders.ts";
import { NANO } from "./language-models.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

/** Which projections become tables, and how they are hashed. */
export interface MemoryChoices {
  readonly replace?: "qkv" | "ffn" | "both";
  readonly hash?: Pick<KnobsGiven<"memory-attention">, "bits" | "score" | "temperature">;
  readonly outputProjection?: "off" | "dense";
}

/** A decoder whose projections are table look-ups. */
export function memoryFormer(name: string, sizeName: SizeName, choices: MemoryChoices = {}): ArchitectureDocument {
  const { size } = SIZES[sizeName];
  const { replace = "both", hash = {}, outputProjection = "off" } = choices;
  return decoderOf(name, size, {
    mixer:
      replace === "ffn"
        ? block("attention", { heads: size.heads })
        : block("memory-attention", { heads: size.heads, ...hash, outputProjection }),
    channelMixer:
      replace === "qkv"
        ? block("feed-forward", { hidden: 4 * size.width, activation: "gelu-erf" })
        : block("memory-feed-forward", hash),
  });
}

const trainingOf = (sizeName: SizeName): TrainingDefaults => ({
  ...SIZES[sizeName].training,
  learningRate: 8e-3,
  learningRateSource:
    "Tables want about ten times a dense model's rate; 8e-3 from a grid of 2e-3 to 1.6e-2 at lm-pico, 200 steps.",
});

const VARIANTS: readonly { id: string; title: string; size: SizeName; choices: MemoryChoices }[] = [
  { id: "memoryformer-pico", title: "MemoryFormer pico", size: "pico", choices: {} },
  { id: "memoryformer-nano", title: "MemoryFormer nano", size: "nano", choices: {} },
  { id: "memoryformer-micro", title: "MemoryFormer micro", size: "micro", choices: {} },
  {
    id: "memoryformer-nano-paper-score",
    title: "MemoryFormer nano, the paper's score",
    size: "nano",
    choices: { hash: { score: "paper" } },
  },
  {
    id: "memoryformer-nano-qkv",
    title: "MemoryFormer nano, tables for queries, keys and values only",
    size: "nano",
    choices: { replace: "qkv" },
  },
  {
    id: "memoryformer-nano-ffn",
    title: "MemoryFormer nano, tables for the feed-forward network only",
    size: "nano",
    choices: { replace: "ffn" },
  },
  {
    id: "memoryformer-nano-dense-output",
    title: "MemoryFormer nano, dense output matrix after attention",
    size: "nano",
    choices: { outputProjection: "dense" },
  },
];

/** The width at which a dense decoder does as many multiplications and additions per token as MemoryFormer nano. */
export const MATCHED_WIDTH = 44;

export const MEMORY_FORMERS: readonly Preset[] = [
  ...VARIANTS.map(({ id, title, size, choices }) => ({
    id,
    title,
    summary: "Table look-ups by hash codes in place of dense layers.",
    document: memoryFormer(id, size, choices),
    training: trainingOf(size),
  })),
  ...[2, 3, 6].map((bits) => ({
    id: `memoryformer-nano-bits-${bits}`,
    title: `MemoryFormer nano, ${bits} bits per chunk`,
    summary:
      "One arm of the sweep over bits (4 is memoryformer-nano): with more, fewer multiplications, larger tables.",
    document: memoryFormer(`memoryformer-nano-bits-${bits}`, "nano", { hash: { bits } }),
    training: trainingOf("nano"),
  })),
  {
    id: "lm-nano-gelu-matched-work",
    title: `Dense decoder of width ${MATCHED_WIDTH}: as much work per token as MemoryFormer nano`,
    summary: "LM-base with multi-head attention and GELU, narrow enough to match MemoryFormer's multiply-adds.",
    document: geluDecoder("lm-nano-gelu-matched-work", { ...NANO, width: MATCHED_WIDTH, heads: 2 }),
    training: SIZES.nano.training,
  },
];
