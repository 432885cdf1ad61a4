import { HEAD_PRESETS } from "../blocks/attention/head-presets.ts";
import type { KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { decoderOf } from "./gelu-decoders.ts";
import { MICRO_TRAINING, NANO, NANO_TRAINING, PICO, PICO_TRAINING, type DecoderSize } from "./language-models.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

/** LM-base with the query and key/value heads of one of the seven named combinations. */
export function sparseQueryDecoder(
  name: string,
  size: DecoderSize,
  combination: string,
  { window, hidden = size.hidden }: { readonly window?: number; readonly hidden?: number } = {},
): ArchitectureDocument {
  const preset = HEAD_PRESETS.find((one) => one.name === combination);
  if (preset === undefined) throw new Error(`no head preset ${combination}`);
  const { heads } = size;
  const knobs: KnobsGiven<"attention"> = {
    heads,
    ...preset.apply({ heads }),
    ...(window === undefined ? {} : { window }),
  };
  return decoderOf(name, size, { mixer: block("attention", knobs), channelMixer: block("feed-forward", { hidden }) });
}

/** Eight nominal heads: width 48 is cut into heads of 6, 96 of 12, 128 of 16. */
const SIZED: readonly { id: string; size: DecoderSize; training: TrainingDefaults }[] = [
  { id: "pico", size: { ...PICO, heads: 8, kvHeads: 8 }, training: PICO_TRAINING },
  { id: "nano", size: { ...NANO, heads: 8, kvHeads: 8 }, training: NANO_TRAINING },
  {
    id: "family",
    size: { vocabulary: 2048, width: 128, layers: 4, hidden: 384, heads: 8, kvHeads: 8 },
    training: { ...MICRO_TRAINING, sequenceLength: 256 },
  },
];

/** Hidden width at which SQA nano has MHA's parameters: 96·12·(2·4 + 2·6) fewer in a layer, 3·96 for each hidden channel. */
const ISO_HIDDEN = 256 + 80;
const WINDOW = 32;

export const SPARSE_QUERY_DECODERS: readonly Preset[] = [
  ...SIZED.flatMap(({ id: sizeName, size, training }) =>
    HEAD_PRESETS.map(({ name, help }): Preset => {
      const id = `sqa-${sizeName}-${name.toLowerCase()}`;
      const document = sparseQueryDecoder(id, size, name);
      return { id, title: `${name} of 8 heads (${sizeName})`, summary: help, document, training };
    }),
  ),
  ...(["MHA", "SQA"] as const).map((name): Preset => {
    const id = `sqa-nano-${name.toLowerCase()}-window`;
    return {
      id,
      title: `${name} of 8 heads, a window of ${WINDOW} tokens (nano)`,
      summary: "Tokens see only the nearest ones, so that work and cache stop growing with the sequence.",
      document: sparseQueryDecoder(id, SIZED[1].size, name, { window: WINDOW }),
      training: NANO_TRAINING,
    };
  }),
  {
    id: "sqa-nano-sqa-iso",
    title: "SQA of 8 heads, as many parameters as MHA (nano)",
    summary: "The weights that SQA saves are given to the feed-forward network.",
    document: sparseQueryDecoder("sqa-nano-sqa-iso", SIZED[1].size, "SQA", { hidden: ISO_HIDDEN }),
    training: NANO_TRAINING,
  },
];
