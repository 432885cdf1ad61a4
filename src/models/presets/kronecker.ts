import type { KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { decoderOf, SIZES, type SizeName } from "./gelu-decoders.ts";
import { block, type Preset } from "./preset.ts";

const HEADS = 3;

/** LM-base with tensor attention: heads together half as wide as the stream, so that six matrices hold as much as its four. */
export function tensorDecoder(
  name: string,
  sizeName: SizeName,
  knobs: KnobsGiven<"tensor-attention"> = {},
): ArchitectureDocument {
  const { size } = SIZES[sizeName];
  return decoderOf(name, size, {
    mixer: block("tensor-attention", { heads: HEADS, headWidth: size.width / (2 * HEADS), ...knobs }),
    channelMixer: block("feed-forward", { hidden: size.hidden }),
  });
}

const VARIANTS: readonly { id: string; size: SizeName; title: string; knobs?: KnobsGiven<"tensor-attention"> }[] = [
  { id: "tri-lm-pico", size: "pico", title: "Attention over pairs, pico" },
  { id: "tri-lm-nano", size: "nano", title: "Attention over pairs, nano" },
  {
    id: "tri-lm-pico-polynomial",
    size: "pico",
    title: "Attention over pairs, pico, series up to degree 2",
    knobs: { mode: "polynomial", bound: 1 },
  },
  {
    id: "tri-lm-pico-from-triples",
    size: "pico",
    title: "Attention over pairs, pico, not started as ordinary attention",
    knobs: { startAsPairs: false },
  },
  {
    id: "tri-lm-pico-order-2",
    size: "pico",
    title: "Ordinary attention with normalised queries and keys, pico",
    // Four matrices of 48 x 36 hold as much as six of 48 x 24.
    knobs: { order: "pairs", headWidth: 12 },
  },
];

export const KRONECKER: readonly Preset[] = VARIANTS.map(({ id, size, title, knobs }) => ({
  id,
  title,
  summary: "LM-base whose tokens attend to pairs of tokens; as many weights as LM-base.",
  document: tensorDecoder(id, size, knobs),
  training: SIZES[size].training,
}));
