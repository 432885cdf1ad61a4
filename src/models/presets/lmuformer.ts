import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, BlockItem, Item } from "../document/types.ts";
import { LAYER_NORM, meanHead, vitLayer } from "./image-classifiers.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

const KEYWORD_TRAINING: TrainingDefaults = {
  learningRate: 3e-3,
  learningRateSource: "the better of 1e-3 and 3e-3 for LMUFormer in 100 steps on generated words",
  // A series is one example.
  sequenceLength: 1,
  batch: 32,
  steps: 300,
  optimizer: { beta1: 0.9, beta2: 0.999, weightDecay: 0.05 },
};

/** Series, and widths of the network on them. */
export interface KeywordSize {
  readonly steps: number;
  readonly channels: number;
  readonly classes: number;
  readonly width: number;
  readonly memory: number;
  /** Of the channel mixer, times the width. */
  readonly ratio: number;
}

export const KEYWORDS: KeywordSize = { steps: 128, channels: 20, classes: 10, width: 64, memory: 64, ratio: 4 };

function onSeries(
  name: string,
  { steps, channels, classes }: KeywordSize,
  trunk: readonly Item[],
  heads: ArchitectureDocument["heads"],
): ArchitectureDocument {
  const knobs = { steps, channels, classes };
  return { format: DOCUMENT_FORMAT, name, task: { kind: "classify-series", knobs }, trunk, heads };
}

const added = (body: readonly Item[], slug: string): Item => ({ kind: "residual", slug, body });
const map = (width: number, slug: string): BlockItem => block("linear", { width, start: "fan-in" }, { slug });
const spike = (slug: string, threshold = 1): BlockItem => block("spiking-neuron", { threshold }, { slug });
const norm = (slug: string): BlockItem => block("batch-norm", {}, { slug });

export interface LmuChoices {
  /** Filters and all else look back only. */
  readonly causal?: boolean;
  readonly hasMixer?: boolean;
}

/** Filters over time, a Legendre memory of the whole series, a mixer of channels, the mean over time. */
export function lmuFormer(
  name: string,
  size = KEYWORDS,
  { causal = false, hasMixer = true }: LmuChoices = {},
): ArchitectureDocument {
  const { width, memory, ratio, steps } = size;
  const filter = (slug: string): BlockItem => block("series-convolution", { width, causal }, { slug });
  const stem = [1, 2, 3, 4].flatMap((n) => [
    filter(`conv-${n}`),
    block("activation", {}, { slug: `act-${n}` }),
    norm(`norm-${n}`),
  ]);
  const mixer = [
    map(ratio * width, "up"),
    norm("norm-up"),
    block("activation", { form: "gelu-erf" }, { slug: "gelu" }),
    map(width, "down"),
    norm("norm-down"),
    block("activation", {}, { slug: "relu" }),
  ];
  const trunk = [
    ...stem,
    added([filter("place")], "places"),
    added([block("legendre-memory", { memory, window: steps }), norm("norm")], "memory"),
    ...(hasMixer ? [added(mixer, "mixer")] : []),
  ];
  return onSeries(name, size, trunk, [
    { name: "logits", body: [block("pool-positions"), block("head", { bias: true })] },
  ]);
}

/** The same with spikes between all layers: sums along the skips are real numbers, weights read zeros and ones only. */
export function spikingLmuFormer(
  name: string,
  size = KEYWORDS,
  { causal = false }: LmuChoices = {},
): ArchitectureDocument {
  const { width, memory, ratio, steps } = size;
  const filter = (slug: string): BlockItem => block("series-convolution", { width, causal }, { slug });
  const stem = [1, 2, 3, 4].flatMap((n) => [
    filter(`conv-${n}`),
    norm(`norm-${n}`),
    ...(n < 4 ? [spike(`spike-${n}`)] : []),
  ]);
  const remembered = [
    map(1, "write"),
    norm("norm-write"),
    spike("spike-write"),
    block("legendre-filter", { memory: 2 * memory, window: steps }),
    norm("norm-memory"),
    spike("spike-memory"),
  ];
  const lmu: readonly Item[] = [
    norm("norm"),
    spike("spike", 0.5),
    {
      kind: "parallel",
      join: "concat",
      slug: "seen",
      branches: [
        { slug: "past", body: remembered },
        { slug: "present", body: [block("sum")] },
      ],
    },
    map(width, "read"),
    norm("norm-read"),
    spike("spike-read"),
    map(width, "out"),
  ];
  const mixer = [
    norm("norm"),
    spike("spike"),
    map(ratio * width, "up"),
    norm("norm-up"),
    spike("spike-up"),
    map(width, "down"),
  ];
  const trunk = [
    ...stem,
    added([spike("spike"), filter("place"), norm("norm")], "places"),
    added(lmu, "memory"),
    added(mixer, "mixer"),
  ];
  const head = [norm("norm"), spike("spike"), block("pool-positions"), block("head", { bias: true })];
  return onSeries(name, size, trunk, [{ name: "logits", body: head }]);
}

/** A causal transformer on frames with learned positions. */
export function causalTransformer(name: string, layers: number, hidden: number, size = KEYWORDS): ArchitectureDocument {
  const layer = vitLayer(hidden).map((item): Item => {
    if (item.kind !== "residual" || !("body" in item)) return item;
    const body = item.body.map((one) =>
      one.kind === "attention" && !("body" in one) ? { ...one, knobs: { ...one.knobs, causal: true } } : one,
    );
    return { ...item, body };
  });
  const trunk = [
    block("linear", { width: size.width }, { slug: "embed" }),
    block("position-embedding", { length: size.steps }),
    { kind: "repeat", times: layers, body: layer } as Item,
  ];
  return onSeries(name, size, trunk, meanHead(LAYER_NORM));
}

const preset = (id: string, title: string, summary: string, document: ArchitectureDocument): Preset => ({
  id,
  title,
  summary,
  document,
  training: KEYWORD_TRAINING,
});

/** Networks on generated words of 128 frames. */
export const LMU_FORMERS: readonly Preset[] = [
  preset(
    "lmuformer-mini",
    "LMUFormer",
    "Filters over time, a Legendre memory of 128 steps and a mixer of channels.",
    lmuFormer("lmuformer-mini"),
  ),
  preset(
    "lmuformer-mini-causal",
    "LMUFormer, looking back only",
    "The same with causal filters: no frame waits for a later one.",
    lmuFormer("lmuformer-mini-causal", KEYWORDS, { causal: true }),
  ),
  preset(
    "lmu-memory-only",
    "Legendre memory without a mixer",
    "LMUFormer without its channel mixer.",
    lmuFormer("lmu-memory-only", KEYWORDS, { hasMixer: false }),
  ),
  preset(
    "lmuformer-spike",
    "Spiking LMUFormer",
    "Leaky spiking neurons between all layers.",
    spikingLmuFormer("lmuformer-spike"),
  ),
  preset(
    "causal-vit-100k",
    "Causal transformer on frames",
    "Three layers of attention to earlier frames.",
    causalTransformer("causal-vit-100k", 3, 101),
  ),
];
