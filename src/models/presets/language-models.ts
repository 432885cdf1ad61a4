import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

/** Sizes of a decoder. */
export interface DecoderSize {
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly hidden: number;
  /** Heads that cut the width; also the query heads. */
  readonly heads: number;
  readonly kvHeads: number;
}

export interface DecoderChoices {
  readonly isTied?: boolean;
  readonly embeddingScale?: "none" | "sqrt-width";
}

export const PICO: DecoderSize = { vocabulary: 256, width: 48, layers: 2, hidden: 128, heads: 6, kvHeads: 3 };
export const NANO: DecoderSize = { vocabulary: 256, width: 96, layers: 3, hidden: 256, heads: 6, kvHeads: 3 };
export const MICRO: DecoderSize = { vocabulary: 2048, width: 96, layers: 4, hidden: 256, heads: 6, kvHeads: 3 };
export const MINI: DecoderSize = { vocabulary: 4096, width: 192, layers: 4, hidden: 512, heads: 6, kvHeads: 3 };

const MEASURED = "Best of the grid 1e-3 to 1.6e-2 for byte-level lm-nano over 300 steps.";
const NOT_MEASURED =
  "A cautious guess between the byte-level optimum (8e-3) and usual rates; not measured at this size.";

export const PICO_TRAINING: TrainingDefaults = {
  learningRate: 8e-3,
  learningRateSource: "The rate of lm-nano's grid; lm-pico was run with it alone.",
  sequenceLength: 64,
  batch: 8,
  steps: 500,
};
export const NANO_TRAINING: TrainingDefaults = {
  learningRate: 8e-3,
  learningRateSource: MEASURED,
  sequenceLength: 128,
  batch: 8,
  steps: 300,
};
export const MICRO_TRAINING: TrainingDefaults = {
  learningRate: 4e-3,
  learningRateSource: NOT_MEASURED,
  sequenceLength: 128,
  batch: 8,
  steps: 1000,
};
export const MINI_TRAINING: TrainingDefaults = { ...MICRO_TRAINING, learningRate: 2e-3 };

/** LM-base: RMSNorm, rotary grouped-query attention, SwiGLU, a linear head. */
export function decoder(name: string, size: DecoderSize, choices: DecoderChoices = {}): ArchitectureDocument {
  const { vocabulary, width, layers, hidden, heads, kvHeads } = size;
  const isTied = choices.isTied ?? false;
  const scale = choices.embeddingScale ?? "none";
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "next-token", knobs: { vocabulary } },
    trunk: [
      block("token-embedding", { width, ...(isTied ? { std: 0.1 } : {}), ...(scale === "none" ? {} : { scale }) }),
      {
        kind: "repeat",
        times: layers,
        body: [
          { kind: "residual", norm: block("norm"), body: [block("attention", { heads, kvHeads })] },
          { kind: "residual", norm: block("norm"), body: [block("feed-forward", { hidden })] },
        ],
      },
    ],
    heads: [
      {
        name: "logits",
        body: [block("norm"), block("head", {}, isTied ? { tie: { weight: "embed.weight" } } : {})],
      },
    ],
  };
}

/** GPT-2: learned positions, layer norm, biases, GELU, a tied head. */
export function gpt2(name: string, size: DecoderSize & { readonly sequenceLength: number }): ArchitectureDocument {
  const layerNorm = block("norm", { form: "layer", eps: 1e-5, bias: true });
  const { vocabulary, width, layers, hidden, heads, kvHeads, sequenceLength } = size;
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "next-token", knobs: { vocabulary } },
    trunk: [
      block("token-embedding", { width, std: 0.1 }),
      block("position-embedding", { length: sequenceLength }),
      {
        kind: "repeat",
        times: layers,
        body: [
          {
            kind: "residual",
            norm: layerNorm,
            body: [block("attention", { heads, kvHeads, position: "none", bias: true })],
          },
          {
            kind: "residual",
            norm: layerNorm,
            body: [block("feed-forward", { hidden, activation: "gelu-tanh", bias: true })],
          },
        ],
      },
    ],
    heads: [{ name: "logits", body: [layerNorm, block("head", {}, { tie: { weight: "embed.weight" } })] }],
  };
}

const LADDER = [
  { id: "lm-pico", size: PICO, training: PICO_TRAINING, summary: "The smallest decoder over bytes, for fast tests." },
  { id: "lm-nano", size: NANO, training: NANO_TRAINING, summary: "A decoder over bytes for fair comparisons." },
  { id: "lm-micro", size: MICRO, training: MICRO_TRAINING, summary: "A decoder over 2,048 sub-word tokens." },
  { id: "lm-mini", size: MINI, training: MINI_TRAINING, summary: "A decoder over 4,096 sub-word tokens." },
] as const;

/** The matched baseline in four sizes, with a head of its own and with a tied one, and a small GPT-2. */
export const LANGUAGE_MODELS: readonly Preset[] = [
  ...LADDER.map(({ id, size, training, summary }) => ({
    id,
    title: id,
    summary,
    document: decoder(id, size),
    training,
  })),
  ...LADDER.map(({ id, size, training, summary }) => ({
    id: `${id}-tied`,
    title: `${id}, tied head`,
    summary: `${summary} The head shares the embedding's table.`,
    document: decoder(`${id}-tied`, size, { isTied: true }),
    training,
  })),
  {
    id: "gpt2-nano",
    title: "gpt2-nano",
    summary: "A small GPT-2 over bytes: learned positions, layer norm, biases, GELU, tied head.",
    document: gpt2("gpt2-nano", { ...NANO, hidden: 384, heads: 3, kvHeads: 3, sequenceLength: 128 }),
    training: {
      ...NANO_TRAINING,
      learningRateSource: "The rate of lm-nano's grid; not measured for GPT-2.",
    },
  },
];
