import type { KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { decoderOf } from "./gelu-decoders.ts";
import { MINI, MINI_TRAINING, NANO, NANO_TRAINING, PICO, PICO_TRAINING, type DecoderSize } from "./language-models.ts";
import { block, type Preset } from "./preset.ts";

export type NobleChoices = Pick<
  KnobsGiven<"noble-attention">,
  "rank" | "nonlinearity" | "where" | "upScale" | "rateMultipliers"
> & { readonly blocks?: "all" | "attention" | "ffn" };

/** LM-base with a low-rank branch beside its matrices; main matrices have LM-base's names. */
export function noble(name: string, size: DecoderSize, { blocks = "all", ...branch }: NobleChoices = {}) {
  const { heads, kvHeads, hidden } = size;
  return decoderOf(name, size, {
    mixer:
      blocks === "ffn"
        ? block("attention", { heads, kvHeads, start: "half-fan-in" })
        : block("noble-attention", { heads, kvHeads, ...branch }),
    channelMixer:
      blocks === "attention"
        ? block("feed-forward", { hidden, start: "half-fan-in" })
        : block("noble-feed-forward", { hidden, ...branch }),
  });
}

/** LM-base with the initial weights of NOBLE's main matrices: half of the published gain may be these. */
export function halfFanIn(name: string, size: DecoderSize): ArchitectureDocument {
  const { heads, kvHeads, hidden } = size;
  return decoderOf(name, size, {
    mixer: block("attention", { heads, kvHeads, start: "half-fan-in" }),
    channelMixer: block("feed-forward", { hidden, start: "half-fan-in" }),
  });
}

const SIZED = [
  { name: "pico", size: PICO, training: PICO_TRAINING },
  { name: "nano", size: NANO, training: NANO_TRAINING },
  { name: "mini", size: MINI, training: MINI_TRAINING },
] as const;

const VARIANTS: readonly { id: string; title: string; choices: NobleChoices }[] = [
  ...(["cos", "gelu", "silu", "gelu-net", "linear"] as const).map((nonlinearity) => ({
    id: nonlinearity,
    title: `${nonlinearity} in the branch`,
    choices: { nonlinearity },
  })),
  { id: "no-multipliers", title: "without learning-rate multipliers", choices: { rateMultipliers: false } },
  { id: "zero-start", title: "branch starting at zero", choices: { upScale: 0 } },
  { id: "attention", title: "branches in attention only", choices: { blocks: "attention" } },
  { id: "ffn", title: "branches in the feed-forward network only", choices: { blocks: "ffn" } },
];

/** Hidden width at which the plain lm-nano has as many parameters as NOBLE of rank 8. */
const ISO_HIDDEN = 307;

export const NOBLES: readonly Preset[] = [
  ...SIZED.flatMap(({ name, size, training }) => [
    {
      id: `noble-r8-${name}`,
      title: `NOBLE ${name}, rank 8`,
      summary: "LM-base with a non-linear low-rank branch beside every matrix.",
      document: noble(`noble-r8-${name}`, size),
      training,
    },
    {
      id: `lm-${name}-half-fan-in`,
      title: `lm-${name} with NOBLE's initial weights`,
      summary: "LM-base, its matrices starting at 0.5 / √inputs as NOBLE's main matrices do.",
      document: halfFanIn(`lm-${name}-half-fan-in`, size),
      training,
    },
  ]),
  {
    id: "noble-iso-nano",
    title: "lm-nano with NOBLE's initial weights and as many parameters",
    summary: "The plain decoder, its hidden layer widened to the size of NOBLE of rank 8.",
    document: halfFanIn("noble-iso-nano", { ...NANO, hidden: ISO_HIDDEN }),
    training: NANO_TRAINING,
  },
  ...VARIANTS.map(({ id, title, choices }) => ({
    id: `noble-nano-${id}`,
    title: `NOBLE nano, ${title}`,
    summary: `NOBLE of rank 8 with one part changed: ${title}.`,
    document: noble(`noble-nano-${id}`, NANO, choices),
    training: NANO_TRAINING,
  })),
  ...[4, 16].map((rank) => ({
    id: `noble-r${rank}-nano`,
    title: `NOBLE nano, rank ${rank}`,
    summary: "NOBLE with a branch of another width.",
    document: noble(`noble-r${rank}-nano`, NANO, { rank }),
    training: NANO_TRAINING,
  })),
];
