import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, Item } from "../document/types.ts";
import {
  decoder,
  MICRO,
  MICRO_TRAINING,
  MINI,
  MINI_TRAINING,
  NANO,
  NANO_TRAINING,
  PICO,
  PICO_TRAINING,
  type DecoderSize,
} from "./language-models.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

/** Which of the paper's parts are in; all by default. */
export interface ThreePhaseChoices {
  readonly phases?: number;
  readonly rotation?: "on" | "off" | "residual" | "no-offset" | "frozen";
  readonly horn?: "reciprocal" | "zero" | "off";
  readonly norm?: "per-phase" | "global";
}

/** A Three-Phase Transformer; every name it shares with the plain decoder is the same, so initial weights are too. */
export function threePhase(name: string, size: DecoderSize, choices: ThreePhaseChoices = {}): ArchitectureDocument {
  const { vocabulary, width, layers, hidden, heads, kvHeads } = size;
  const { phases = 3, rotation = "on", horn = "reciprocal", norm = "per-phase" } = choices;
  const phaseNorm = block("norm", norm === "per-phase" && phases > 1 ? { groups: phases } : {});
  const rotate: readonly Item[] = rotation === "off" ? [] : [rotationBlock(phases, rotation)];
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "next-token", knobs: { vocabulary } },
    trunk: [
      block("token-embedding", { width }),
      ...(horn === "off" ? [] : [block("horn", horn === "zero" ? { form: "zero" } : {})]),
      {
        kind: "repeat",
        times: layers,
        body: [
          { kind: "residual", norm: phaseNorm, body: [block("attention", { heads, kvHeads })] },
          ...rotate,
          { kind: "residual", norm: phaseNorm, body: [block("feed-forward", { hidden })] },
        ],
      },
    ],
    heads: [{ name: "logits", body: [phaseNorm, block("head")] }],
  };
}

function rotationBlock(phases: number, rotation: "on" | "residual" | "no-offset" | "frozen") {
  return block("phase-rotation", {
    ...(phases === 3 ? {} : { phases }),
    ...(rotation === "residual" ? { residual: true } : {}),
    ...(rotation === "no-offset" ? { offset: "none" as const } : {}),
    ...(rotation === "frozen" ? { frozen: true } : {}),
  });
}

const PAPER_SMALL: DecoderSize = { ...MINI, vocabulary: 10_000 };
const PAPER_LARGE: DecoderSize = { vocabulary: 32_000, width: 768, layers: 12, hidden: 2048, heads: 12, kvHeads: 3 };

const PAPER_TRAINING: TrainingDefaults = {
  learningRate: 3e-4,
  learningRateSource: "The paper's own setting at 5.46 M parameters.",
  sequenceLength: 128,
  batch: 64,
  steps: 20_000,
  optimizer: { beta1: 0.9, beta2: 0.999, weightDecay: 0.01 },
};

const SIZES = [
  { id: "pico", size: PICO, training: PICO_TRAINING },
  { id: "nano", size: NANO, training: NANO_TRAINING },
  { id: "micro", size: MICRO, training: MICRO_TRAINING },
  { id: "n3", size: MINI, training: MINI_TRAINING },
] as const;

/** 3PT in the sizes of the baseline, and each size's baseline with the embedding times the root of the width. */
export const THREE_PHASE: readonly Preset[] = [
  ...SIZES.map(({ id, size, training }) => ({
    id: `3pt-${id}`,
    title: `3PT ${id}`,
    summary: "Three phases, rotation, horn and a norm per phase.",
    document: threePhase(`3pt-${id}`, size),
    training,
  })),
  ...SIZES.map(({ id, size, training }) => ({
    id: `rope-only-scaled-${id === "n3" ? "mini" : id}`,
    title: `RoPE only, embedding times √width (${id === "n3" ? "mini" : id})`,
    summary: "The plain decoder with its embedding multiplied as in the paper's baseline.",
    document: decoder(`rope-only-scaled-${id}`, size, { embeddingScale: "sqrt-width" }),
    training,
  })),
  {
    id: "3pt-paper-small",
    title: "3PT, the paper's small size",
    summary: "5,463,872 parameters over 10,000 words.",
    document: threePhase("3pt-paper-small", PAPER_SMALL),
    training: PAPER_TRAINING,
  },
  {
    id: "rope-only-paper-small",
    title: "RoPE only, the paper's small size",
    summary: "5,463,744 parameters over 10,000 words; embedding as in 3PT.",
    document: decoder("rope-only-paper-small", PAPER_SMALL),
    training: PAPER_TRAINING,
  },
  {
    id: "rope-only-scaled-paper-small",
    title: "RoPE only, embedding times √width, the paper's small size",
    summary: "The paper's own baseline.",
    document: decoder("rope-only-scaled-paper-small", PAPER_SMALL, { embeddingScale: "sqrt-width" }),
    training: PAPER_TRAINING,
  },
  {
    id: "3pt-paper-large",
    title: "3PT, the paper's large size",
    summary: "123,490,560 parameters over 32,000 tokens: to look at its cost, and to train elsewhere.",
    document: threePhase("3pt-paper-large", PAPER_LARGE),
    training: { ...PAPER_TRAINING, steps: 30_000 },
  },
  {
    id: "rope-only-paper-large",
    title: "RoPE only, the paper's large size",
    summary: "123,489,024 parameters over 32,000 tokens.",
    document: decoder("rope-only-paper-large", PAPER_LARGE),
    training: { ...PAPER_TRAINING, steps: 30_000 },
  },
];

const SWITCHES: readonly { id: string; title: string; choices: ThreePhaseChoices }[] = [
  { id: "no-rotation", title: "without rotation", choices: { rotation: "off" } },
  { id: "no-horn", title: "without horn", choices: { horn: "off" } },
  { id: "zero-mean", title: "horn replaced by a zero mean", choices: { horn: "zero" } },
  { id: "global-norm", title: "one norm over the whole vector", choices: { norm: "global" } },
  { id: "residual-rotation", title: "rotation added instead of replacing", choices: { rotation: "residual" } },
  { id: "no-offset", title: "no offset between phases", choices: { rotation: "no-offset" } },
  { id: "frozen-rotation", title: "angles not learned", choices: { rotation: "frozen" } },
];

/** Each part of 3PT switched off alone, at the size of fair comparisons. */
export const THREE_PHASE_ABLATIONS: readonly Preset[] = SWITCHES.map(({ id, title, choices }) => ({
  id: `3pt-nano-${id}`,
  title: `3PT nano, ${title}`,
  summary: `3PT nano with one part changed: ${title}.`,
  document: threePhase(`3pt-nano-${id}`, NANO, choices),
  training: NANO_TRAINING,
}));

const SWEEP_SIZES = [
  { name: "mini", size: MINI, training: MINI_TRAINING },
  { name: "nano", size: NANO, training: NANO_TRAINING },
] as const;

/**
 * The paper's sweep over the number of phases with 2N query and N key/value heads (6/3 for one phase): at the paper's width 192 over
 * sub-words, and at width 96 over bytes, which a browser trains.
 */
export const THREE_PHASE_SWEEP: readonly Preset[] = SWEEP_SIZES.flatMap(({ name, size, training }) =>
  [1, 2, 3, 4, 6, 8, 12].map((phases) => {
    const heads = phases === 1 ? { heads: 6, kvHeads: 3 } : { heads: 2 * phases, kvHeads: phases };
    const id = `3pt-${name}-sweep-${phases}`;
    return {
      id,
      title: `3PT ${name}, ${phases} ${phases === 1 ? "phase" : "phases"}`,
      summary: `One arm of the sweep over phases: ${heads.heads} query and ${heads.kvHeads} key/value heads.`,
      document: threePhase(id, { ...size, ...heads }, { phases }),
      training,
    };
  }),
);
