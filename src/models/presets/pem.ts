import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, Head, Item } from "../document/types.ts";
import { LAYER_NORM } from "./image-classifiers.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

export interface SegmenterSize {
  readonly height: number;
  readonly width: number;
  /** Classes of regions, the background's included. */
  readonly classes: number;
  /** Channels of the backbone's maps, each of half the side of the one before. */
  readonly backbone: readonly [number, number, number, number];
  /** Width of queries, of the maps that they look at and of mask features. */
  readonly hidden: number;
  readonly queries: number;
  readonly heads: number;
  readonly layers: number;
  /** Scales that the decoder visits in turn, the coarsest first. */
  readonly levels: 1 | 2 | 3;
  readonly attention: "prototype" | "soft-prototype" | "masked" | "full";
  readonly isDeformable: boolean;
  readonly modulation: "off" | "once" | "twice";
  readonly upsampling: "bilinear" | "learned";
}

export const PEM_MINI: SegmenterSize = {
  height: 64,
  width: 64,
  classes: 6,
  backbone: [32, 64, 96, 128],
  hidden: 64,
  queries: 12,
  heads: 4,
  layers: 3,
  levels: 3,
  attention: "prototype",
  isDeformable: true,
  modulation: "once",
  upsampling: "bilinear",
};

/** Maps of sides 1/2, 1/4, 1/8 and 1/16, each a stream. */
const LEVELS = ["f1", "f2", "f3", "f4"] as const;
type Level = (typeof LEVELS)[number];

const NORMED = block("batch-norm", { activation: "relu" });

/** A convolution of stride 2 for each level. */
function backboneOf({ backbone }: SegmenterSize): readonly Item[] {
  return LEVELS.map((level, i) => ({
    kind: "sequence",
    slug: `backbone-${i + 1}`,
    stream: level,
    body: [
      block("convolution", { width: backbone[i], stride: 2, bias: false }, { reads: [LEVELS[i - 1] ?? "main"] }),
      NORMED,
    ],
  }));
}

/** One vector of the whole image. */
const contextOf = ({ hidden }: SegmenterSize): Item => ({
  kind: "sequence",
  slug: "context",
  stream: "context",
  body: [
    block("pool-positions", {}, { reads: ["f4"] }),
    block("linear", { width: hidden, bias: false }),
    LAYER_NORM,
    block("activation", { form: "relu" }),
  ],
});

/** A level at the hidden width, modulated, with what the coarser one (or the context) says added, then mixed with its neighbours. */
function pixelLevel(level: Level, coarser: Level | "context", size: SegmenterSize): Item {
  const { hidden, isDeformable, modulation, upsampling } = size;
  const isContext = coarser === "context";
  const form = isContext ? "bilinear" : upsampling;
  // Mask features are mixed by a single tap.
  const isFinest = level === "f1";
  const mixed =
    isDeformable && !isFinest
      ? block("deformable-convolution", {}, { slug: "mix" })
      : block("convolution", { width: hidden, kernel: isFinest ? 1 : 3, bias: false }, { slug: "mix" });
  return {
    kind: "sequence",
    slug: `pixels-${level}`,
    stream: level,
    body: [
      block("convolution", { width: hidden, kernel: 1, bias: false }, { slug: "project" }),
      { ...NORMED, slug: "project-norm" },
      ...(modulation === "off" ? [] : [block("context-modulation", { gate: modulation })]),
      block("resize-map", { form }, { reads: [coarser, level], writes: ["above"] }),
      ...(isContext ? [] : [{ ...NORMED, slug: "above-norm", reads: ["above"], writes: ["above"] }]),
      block("sum", {}, { reads: [level, "above"] }),
      mixed,
      { ...NORMED, slug: "mix-norm" },
    ],
  };
}

const pixelDecoder = (size: SegmenterSize): readonly Item[] => [
  contextOf(size),
  ...([...LEVELS].reverse() as readonly Level[]).map((level, i) =>
    pixelLevel(level, i === 0 ? "context" : LEVELS[LEVELS.length - i], size),
  ),
];

const ANSWER = { reads: ["queries", "f1"], writes: ["classes", "masks"] };

/** Queries look at a level, at each other, and go through an MLP; then they answer by the same head as before. */
function decoderLayer(layer: number, { heads, hidden, attention, levels, classes }: SegmenterSize): Item {
  const visited = LEVELS[3 - (layer % levels)];
  const isPrototype = attention === "prototype" || attention === "soft-prototype";
  const placed = ["queries", "positions"];
  const cross: Item = block("region-attention", { form: attention, heads }, { reads: [...placed, "level", "masks"] });
  const behind = (...body: readonly Item[]): Item => ({
    kind: "residual",
    stream: "queries",
    placement: "post",
    norm: LAYER_NORM,
    body,
  });
  return {
    kind: "sequence",
    slug: `layer-${layer + 1}`,
    stream: "queries",
    body: [
      block(
        "level-embedding",
        {},
        {
          reads: [visited],
          writes: ["level"],
          ...(layer < levels ? {} : { tie: `layer-${(layer % levels) + 1}.level` }),
        },
      ),
      isPrototype ? { kind: "residual", stream: "queries", body: [cross] } : behind(cross),
      behind(block("query-attention", { heads }, { reads: placed })),
      behind(
        block("linear", { width: 4 * hidden, bias: true }, { slug: "widen" }),
        block("activation", { form: "relu" }),
        block("linear", { width: hidden, bias: true }, { slug: "narrow" }),
      ),
      block("region-head", { classes }, { ...ANSWER, tie: "answer" }),
    ],
  };
}

/** The answers before the first layer and after each but the last are graded too. */
function headsOf(layers: number): readonly Head[] {
  const nodes = ["answer", ...Array.from({ length: layers - 1 }, (_, i) => `layer-${i + 1}.answer`)];
  const streams = ["classes", "masks"];
  return [
    ...streams.map((name) => ({ name, stream: name })),
    ...nodes.flatMap((node, i) => streams.map((stream) => ({ name: `${stream}-${i}`, stream, node }))),
  ];
}

/** A mask-classification segmenter: a backbone, a light pixel decoder, and queries that each name a region. */
export function segmenter(name: string, size: SegmenterSize): ArchitectureDocument {
  const { height, width, classes, queries, hidden, layers } = size;
  const embedded = (stream: string): Item =>
    block("query-embedding", { queries, width: hidden }, { slug: stream, reads: ["f1"], writes: [stream] });
  const names = [...LEVELS, "context", "above", "queries", "positions", "level", "classes", "masks"];
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "segment", knobs: { height, width, classes, queries } },
    streams: [{ name: "main", start: { input: "image" } }, ...names.map((stream) => ({ name: stream }))],
    trunk: [
      ...backboneOf(size),
      ...pixelDecoder(size),
      embedded("queries"),
      embedded("positions"),
      block("region-head", { classes }, ANSWER),
      ...Array.from({ length: layers }, (_, layer) => decoderLayer(layer, size)),
    ],
    heads: headsOf(layers),
  };
}

const SEGMENT_TRAINING: TrainingDefaults = {
  learningRate: 1e-3,
  learningRateSource: "what networks on small images of this catalogue take",
  // A scene is one example.
  sequenceLength: 1,
  batch: 8,
  steps: 400,
  optimizer: { beta1: 0.9, beta2: 0.999, weightDecay: 0.05 },
};

const VARIANTS: readonly (readonly [id: string, title: string, summary: string, change: Partial<SegmenterSize>])[] = [
  ["pem-mini", "PEM mini", "A segmenter whose queries each look at one pixel that stands for their region.", {}],
  [
    "maskformer-mini",
    "MaskFormer mini",
    "The same segmenter with softmax attention to all pixels of a region.",
    { attention: "masked" },
  ],
  ["pem-plain", "PEM mini, fixed taps", "Plain convolutions in place of deformable ones.", { isDeformable: false }],
  ["pem-unmodulated", "PEM mini, no modulation", "Channels are not weighed by the image.", { modulation: "off" }],
  [
    "pem-bare",
    "PEM mini, neither",
    "Plain convolutions, and channels that are not weighed by the image.",
    { isDeformable: false, modulation: "off" },
  ],
];

export const SEGMENTERS: readonly Preset[] = VARIANTS.map(([id, title, summary, change]) => ({
  id,
  title,
  summary,
  document: segmenter(id, { ...PEM_MINI, ...change }),
  training: SEGMENT_TRAINING,
}));
