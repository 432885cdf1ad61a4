import type { KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument, BlockItem, Item } from "../document/types.ts";
import { decoderOf, SIZES, type SizeName } from "./gelu-decoders.ts";
import { block, type Preset } from "./preset.ts";

type EcoKnobs = Pick<KnobsGiven<"eco-attention">, "bits" | "anchors">;

/** LM-base whose blocks attend by codes; the last one keeps its softmax unless `hasSoftmaxLast` is false. */
export function ecoFormer(
  name: string,
  sizeName: SizeName,
  { hasSoftmaxLast, knobs = {} }: { readonly hasSoftmaxLast: boolean; readonly knobs?: EcoKnobs },
): ArchitectureDocument {
  const { size } = SIZES[sizeName];
  const { heads, hidden, layers } = size;
  const channelMixer = block("feed-forward", { hidden });
  const whole = decoderOf(name, size, { mixer: block("eco-attention", { heads, ...knobs }), channelMixer });
  if (!hasSoftmaxLast) return whole;
  const residual = (body: BlockItem): Item => ({ kind: "residual", norm: block("norm"), body: [body] });
  const pair = (mixer: BlockItem): readonly Item[] => [residual(mixer), residual(channelMixer)];
  const [embedding] = whole.trunk;
  return {
    ...whole,
    trunk: [
      embedding,
      { kind: "repeat", times: layers - 1, body: pair(block("eco-attention", { heads, ...knobs })) },
      { kind: "sequence", slug: "last", body: pair(block("attention", { heads })) },
    ],
  };
}

/** The same decoder with softmax attention whose queries are its keys: what sharing alone costs. */
export function sharedQueryKey(name: string, sizeName: SizeName): ArchitectureDocument {
  const { size } = SIZES[sizeName];
  return decoderOf(name, size, {
    mixer: block("minimal-attention", { heads: size.heads, similarity: "symmetric-factor", valueOutput: "both" }),
    channelMixer: block("feed-forward", { hidden: size.hidden }),
  });
}

export const ECO_FORMERS: readonly Preset[] = (["pico", "nano", "micro"] as const).flatMap((size) => {
  const { training } = SIZES[size];
  const eco = [
    { id: `eco-lm-${size}`, title: "softmax in the last block", choices: { hasSoftmaxLast: true } },
    { id: `eco-lm-${size}-all`, title: "codes in every block", choices: { hasSoftmaxLast: false } },
    { id: `eco-lm-${size}-bits-32`, title: "32 bits", choices: { hasSoftmaxLast: true, knobs: { bits: 32 } } },
  ].map(({ id, title, choices }) => ({
    id,
    title: `EcoFormer ${size}, ${title}`,
    summary: "Attention between binary codes, trained from scratch over a random hash.",
    document: ecoFormer(id, size, choices),
    training,
  }));
  const id = `shared-qk-${size}`;
  return [
    ...eco,
    {
      id,
      title: `Softmax ${size}, queries and keys shared`,
      summary: "LM-base whose heads compare queries with queries: EcoFormer's projections with softmax attention.",
      document: sharedQueryKey(id, size),
      training,
    },
  ];
});
