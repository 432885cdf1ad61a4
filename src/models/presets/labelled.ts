import type { ArchitectureDocument, BlockItem } from "../document/types.ts";
import { decoderOf } from "./gelu-decoders.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

/** What a labelled task reads and asks; it must be that of its data set. */
interface LabelSetting {
  readonly vocabulary: number;
  readonly classes: number;
}

/** A small stack that labels tokens: as LM-base with another task, an output matrix of the spread that small classes want, and a bias. */
function labeller(
  name: string,
  { vocabulary, classes }: LabelSetting,
  size: { readonly width: number; readonly layers: number },
  [mixer, channelMixer]: readonly [BlockItem, BlockItem?],
): ArchitectureDocument {
  const parts = channelMixer === undefined ? { mixer } : { mixer, channelMixer };
  const whole = decoderOf(name, { vocabulary, ...size }, parts);
  return {
    ...whole,
    task: { kind: "label-tokens", knobs: { vocabulary, classes } },
    heads: [{ name: "logits", body: [block("norm"), block("head", { bias: true, std: 0.1 })] }],
  };
}

const TRIPLES: LabelSetting = { vocabulary: 16, classes: 2 };
const TRIPLE_TRAINING: TrainingDefaults = {
  learningRate: 3e-3,
  learningRateSource: "The rate of an independent run of this task.",
  sequenceLength: 5,
  batch: 64,
  steps: 1200,
};
const triplesNetwork = block("feed-forward", { hidden: 128, activation: "gelu-erf", start: "half-fan-in" });
const softmax = block("attention", { heads: 4, causal: false, position: "none", start: "half-fan-in" });
const tensor = block("tensor-attention", { heads: 4, headWidth: 8, causal: false, position: "none" });

const COPIES: LabelSetting = { vocabulary: 14, classes: 12 };
const COPY_TRAINING: TrainingDefaults = {
  learningRate: 8e-3,
  learningRateSource: "That of the small text models; not measured for this task.",
  sequenceLength: 32,
  batch: 16,
  steps: 500,
};
const copyNetwork = block("feed-forward", { hidden: 64 });

interface Variant {
  readonly id: string;
  readonly title: string;
  readonly layers: number;
  readonly blocks: readonly [BlockItem, BlockItem?];
}

const TRIPLE_VARIANTS: readonly Variant[] = [
  { id: "triple-softmax", title: "one layer of softmax attention", layers: 1, blocks: [softmax, triplesNetwork] },
  { id: "triple-softmax-2", title: "two layers of softmax attention", layers: 2, blocks: [softmax, triplesNetwork] },
  { id: "triple-tensor", title: "one layer of attention over pairs", layers: 1, blocks: [tensor, triplesNetwork] },
];

const COPY_VARIANTS: readonly Variant[] = [
  {
    id: "copy-attention",
    title: "causal attention",
    layers: 2,
    blocks: [block("attention", { heads: 4 }), copyNetwork],
  },
  { id: "copy-mamba", title: "selective scans", layers: 2, blocks: [block("mamba")] },
  { id: "copy-mamba-lti", title: "scans that select nothing", layers: 2, blocks: [block("mamba", { ssm: "lti" })] },
];

const WIDTH = 32;

/** Models of generated tasks that label tokens: triples that sum to zero, and selective copying. */
export const LABELLERS: readonly Preset[] = [
  ...TRIPLE_VARIANTS.map(({ id, title, layers, blocks }) => ({
    id,
    title: `Triples: ${title}`,
    summary: "Labels each number of a row by whether two of the row complete it to a sum of zero.",
    document: labeller(id, TRIPLES, { width: WIDTH, layers }, blocks),
    training: TRIPLE_TRAINING,
  })),
  ...COPY_VARIANTS.map(({ id, title, layers, blocks }) => ({
    id,
    title: `Selective copying: ${title}`,
    summary: "Repeats six letters that were strewn among blanks, in their order.",
    document: labeller(id, COPIES, { width: WIDTH, layers }, blocks),
    training: COPY_TRAINING,
  })),
];
