import type { KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { decoderOf, geluDecoder, SIZES, type SizeName } from "./gelu-decoders.ts";
import { block, type Preset } from "./preset.ts";

export interface TokenFormerChoices {
  readonly normaliser?: KnobsGiven<"pattention">["normaliser"];
  /** Tokens of the feed-forward's Pattention at creation; absent: four times the width. */
  readonly tokens?: number;
  /** Tokens appended to it later. */
  readonly grown?: number;
}

/** A decoder whose projections attend over learned tokens. */
export function tokenFormer(name: string, sizeName: SizeName, choices: TokenFormerChoices = {}): ArchitectureDocument {
  const { size } = SIZES[sizeName];
  const { normaliser, tokens, grown } = choices;
  const shared = normaliser === undefined ? {} : { normaliser };
  return decoderOf(name, size, {
    mixer: block("token-attention", { heads: size.heads, ...shared }),
    channelMixer: block("pattention", {
      ...shared,
      ...(tokens === undefined ? {} : { tokens }),
      ...(grown === undefined ? {} : { grown }),
    }),
    norm: block("norm", { form: "layer", eps: 1e-5, gain: false }),
    lastNorm: block("norm", { form: "layer", eps: 1e-5, bias: true }),
  });
}

/** Tokens of each stage of the growth experiment at lm-pico. */
export const GROWTH_STAGES = [48, 96, 192] as const;

const SIZED = (["pico", "nano", "micro"] as const).map((size) => ({
  id: `tokenformer-${size}`,
  title: `TokenFormer ${size}`,
  size,
  choices: {},
}));

const NORMALISERS = (["gelu_l2_norm", "softmax"] as const).map((normaliser) => ({
  id: `tokenformer-nano-${normaliser.replaceAll("_", "-")}`,
  title: `TokenFormer nano, ${normaliser}`,
  size: "nano" as const,
  choices: { normaliser },
}));

export const TOKEN_FORMERS: readonly Preset[] = [
  ...[...SIZED, ...NORMALISERS].map(({ id, title, size, choices }) => ({
    id,
    title,
    summary: "All projections are attention over learned key and value tokens.",
    document: tokenFormer(id, size, choices),
    training: SIZES[size].training,
  })),
  ...GROWTH_STAGES.map((tokens) => {
    const created = GROWTH_STAGES[0];
    const id = `tokenformer-grow-${tokens}`;
    return {
      id,
      title: `TokenFormer pico, grown to ${tokens} feed-forward tokens`,
      summary: "One stage of growth: created with 48 tokens, the others appended with zero keys.",
      document: tokenFormer(id, "pico", { tokens: created, grown: tokens - created }),
      training: SIZES.pico.training,
    };
  }),
  ...(["pico", "nano"] as const).map((name) => {
    const { size, training } = SIZES[name];
    const id = `lm-${name}-gelu-wide`;
    return {
      id,
      title: `lm-${name}-gelu, as many weights as TokenFormer`,
      summary: "LM-base with multi-head attention and a GELU network of six times the width: 16 C² weights per block.",
      document: geluDecoder(id, size, 6 * size.width),
      training,
    };
  }),
];
