import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, BlockItem, Item } from "../document/types.ts";
import {
  MICRO,
  MICRO_TRAINING,
  NANO,
  NANO_TRAINING,
  PICO,
  PICO_TRAINING,
  type DecoderSize,
} from "./language-models.ts";
import { block, type Preset } from "./preset.ts";

/** What a decoder's residual branches are made of; everything else is LM-base. */
export interface DecoderParts {
  readonly mixer: BlockItem;
  /** Absent: no feed-forward network and no norm for it. */
  readonly channelMixer?: BlockItem;
  /** Of the branches; absent: RMS with gain. */
  readonly norm?: BlockItem;
  /** Before the head; absent: RMS with gain. */
  readonly lastNorm?: BlockItem;
  /** After the embedding. */
  readonly positions?: BlockItem;
}

/** A decoder of LM-base's frame around given blocks; names it shares with LM-base are the same. */
export function decoderOf(
  name: string,
  { vocabulary, width, layers }: Pick<DecoderSize, "vocabulary" | "width" | "layers">,
  { mixer, channelMixer, norm = block("norm"), lastNorm = block("norm"), positions }: DecoderParts,
): ArchitectureDocument {
  const branches: readonly Item[] = [mixer, ...(channelMixer === undefined ? [] : [channelMixer])].map((body) => ({
    kind: "residual",
    norm,
    body: [body],
  }));
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "next-token", knobs: { vocabulary } },
    trunk: [
      block("token-embedding", { width }),
      ...(positions === undefined ? [] : [positions]),
      { kind: "repeat", times: layers, body: branches },
    ],
    heads: [{ name: "logits", body: [lastNorm, block("head")] }],
  };
}

/** LM-base with multi-head attention and a GELU network of `hidden` channels, four times the width if absent. */
export function geluDecoder(
  name: string,
  size: Pick<DecoderSize, "vocabulary" | "width" | "layers" | "heads">,
  hidden = 4 * size.width,
): ArchitectureDocument {
  return decoderOf(name, size, {
    mixer: block("attention", { heads: size.heads }),
    channelMixer: block("feed-forward", { hidden, activation: "gelu-erf" }),
  });
}

/** The sizes that decoders of papers come in, with the setting of each. */
export const SIZES = {
  pico: { size: PICO, training: PICO_TRAINING },
  nano: { size: NANO, training: NANO_TRAINING },
  micro: { size: MICRO, training: MICRO_TRAINING },
} as const;

export type SizeName = keyof typeof SIZES;

/** The baseline of papers that start from GPT-2's shape, in three sizes. */
export const GELU_DECODERS: readonly Preset[] = (["pico", "nano", "micro"] as const).map((name) => {
  const { size, training } = SIZES[name];
  const id = `lm-${name}-gelu`;
  return {
    id,
    title: `${id}, multi-head attention and GELU`,
    summary: "LM-base with as many key/value heads as query heads and a GELU network of four times the width.",
    document: geluDecoder(id, size),
    training,
  };
});
