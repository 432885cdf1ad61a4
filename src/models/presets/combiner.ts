import type { KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { decoderOf, SIZES, type SizeName } from "./gelu-decoders.ts";
import { block, type Preset } from "./preset.ts";

export type CombinerChoices = Pick<KnobsGiven<"combiner-attention">, "pattern" | "segment" | "pooling" | "regions">;

/** LM-base with Combiner in place of attention; all else, weights' names included, is the same. */
export function combiner(name: string, sizeName: SizeName, choices: CombinerChoices = {}): ArchitectureDocument {
  const { size } = SIZES[sizeName];
  return decoderOf(name, size, {
    mixer: block("combiner-attention", { heads: size.heads, kvHeads: size.kvHeads, ...choices }),
    channelMixer: block("feed-forward", { hidden: size.hidden }),
  });
}

const VARIANTS: readonly { id: string; title: string; choices: CombinerChoices }[] = [
  { id: "combiner-fixed", title: "equal segments", choices: {} },
  { id: "combiner-log", title: "blocks that double", choices: { pattern: "log-n" } },
  { id: "combiner-axial", title: "rows, summarised by each column", choices: { pattern: "axial" } },
  { id: "combiner-mean", title: "equal segments, mean pooling", choices: { pooling: "mean" } },
  { id: "block-local", title: "segments alone, no summaries", choices: { regions: false } },
];

export const COMBINERS: readonly Preset[] = (["pico", "nano", "micro"] as const).flatMap((size) =>
  VARIANTS.map(({ id, title, choices }) => ({
    id: `${id}-${size}`,
    title: `Combiner ${size}, ${title}`,
    summary: "Near tokens one by one, all earlier ones through summaries.",
    document: combiner(`${id}-${size}`, size, {
      ...choices,
      ...(size === "micro" && choices.pattern !== "log-n" ? { segment: 16 } : {}),
    }),
    training: { ...SIZES[size].training, ...(size === "micro" ? { sequenceLength: 256 } : {}) },
  })),
);
