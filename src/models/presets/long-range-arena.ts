import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, BlockItem, Head, Item } from "../document/types.ts";
import { LAYER_NORM } from "./image-classifiers.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

const WIDTH = 64;
const LAYERS = 2;
const HEADS = 4;
/** Hidden width of the head's MLP and, unless a mixer is smaller or larger than attention, of the feed-forward networks. */
const HIDDEN = 128;
/** Longest rows: those of Path-X. */
const LONGEST = 16_384;

/** What fills the shell; hidden widths are solved so that all have nearly as many parameters as softmax attention. */
interface Mixer {
  readonly id: string;
  readonly title: string;
  readonly mixer: BlockItem;
  /** Absent: no feed-forward network. */
  readonly hidden?: number;
}

const plain = { heads: HEADS, position: "none" } as const;

const SOFTMAX: Mixer = {
  id: "softmax",
  title: "softmax attention",
  mixer: block("attention", { ...plain, causal: false }),
  hidden: HIDDEN,
};

const OTHERS: readonly Mixer[] = [
  {
    id: "local",
    title: "attention within a window of 16",
    mixer: block("attention", { ...plain, causal: false, window: 16 }),
    hidden: HIDDEN,
  },
  // Queries and keys are one matrix.
  {
    id: "eco",
    title: "linear attention of binary codes",
    mixer: block("eco-attention", { ...plain, causal: false }),
    hidden: HIDDEN + WIDTH / 2,
  },
  {
    id: "combiner",
    title: "Combiner attention, segments of 16, causal",
    mixer: block("combiner-attention", { ...plain, segment: 16 }),
    hidden: HIDDEN,
  },
  { id: "mamba", title: "selective scans, causal", mixer: block("mamba", { state: 8 }) },
];

/** A linear map behind a ReLU. */
const rectified = (width: number, slug: string): readonly BlockItem[] => [
  block("linear", { width, start: "fan-in" }, { slug }),
  block("activation", {}, { slug: `${slug}-act` }),
];

const embedded = (fields: Partial<BlockItem> = {}): BlockItem => block("token-embedding", { width: WIDTH }, fields);
const placed = (fields: Partial<BlockItem> = {}): BlockItem =>
  block("position-embedding", { form: "sinusoid", length: LONGEST }, fields);

/** The norm, mixer and feed-forward network of a layer, each pair around a skip. */
function layer({ mixer, hidden }: Mixer): readonly { readonly role: string; readonly body: BlockItem }[] {
  const network =
    hidden === undefined
      ? []
      : [{ role: "ffn", body: block("feed-forward", { hidden, activation: "gelu-erf", bias: true }) }];
  return [{ role: "mixer", body: { ...mixer, slug: "mixer" } }, ...network];
}

/** Names the class of a sequence from the mean of all tokens. */
function sequenceShell(
  name: string,
  mixer: Mixer,
  knobs: { vocabulary: number; classes: number },
): ArchitectureDocument {
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "classify-sequence", knobs },
    trunk: [
      embedded(),
      placed(),
      {
        kind: "repeat",
        times: LAYERS,
        body: layer(mixer).map(({ body }): Item => ({ kind: "residual", norm: LAYER_NORM, body: [body] })),
      },
    ],
    heads: [
      {
        name: "logits",
        body: [
          LAYER_NORM,
          block("pool-positions"),
          ...rectified(HIDDEN, "wide"),
          block("head", { bias: true, std: 0.1 }),
        ],
      },
    ],
  };
}

const BESIDE = "-second";

/** The same layer on the second stream, with the weights of the first. */
function layersOfBoth(mixer: Mixer): readonly Item[] {
  return layer(mixer).flatMap(({ role, body }): readonly Item[] => {
    const norm = { ...LAYER_NORM, slug: `${role}-norm` };
    return [
      { kind: "residual", stream: "first", norm, body: [{ ...body, slug: role }] },
      {
        kind: "residual",
        stream: "second",
        norm: { ...norm, slug: `${role}-norm${BESIDE}`, tie: `layers.${role}-norm` },
        body: [{ ...body, slug: `${role}${BESIDE}`, tie: `layers.${role}` }],
      },
    ];
  });
}

/** A stream's norm and the mean of its tokens. */
function pooled(stream: "first" | "second", tie?: string): readonly BlockItem[] {
  const through = { reads: [stream], writes: [stream] };
  return [
    { ...LAYER_NORM, ...through, slug: `${stream}-norm`, ...(tie === undefined ? {} : { tie }) },
    block("pool-positions", {}, { ...through, slug: `${stream}-pool` }),
  ];
}

/** Says whether two sequences belong together, both read by one encoder. */
function pairShell(name: string, mixer: Mixer, vocabulary: number): ArchitectureDocument {
  const second = (slug: string): Partial<BlockItem> => ({
    reads: ["second"],
    writes: ["second"],
    slug: `${slug}${BESIDE}`,
    tie: slug,
  });
  const first = { reads: ["first"], writes: ["first"] };
  const head: Head = {
    name: "logits",
    stream: "pair",
    body: [...rectified(HIDDEN, "wide"), ...rectified(HIDDEN / 2, "narrow"), block("head", { bias: true, std: 0.1 })],
  };
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "pair-retrieval", knobs: { vocabulary } },
    streams: [
      { name: "first", start: { input: "first" } },
      { name: "second", start: { input: "second" } },
      { name: "pair" },
    ],
    trunk: [
      embedded(first),
      embedded(second("embed")),
      placed(first),
      placed(second("positions")),
      { kind: "repeat", times: LAYERS, stream: "first", body: layersOfBoth(mixer) },
      ...pooled("first"),
      ...pooled("second", "first-norm"),
      block("pair-features", {}, { reads: ["first", "second"], writes: ["pair"] }),
    ],
    heads: [head],
  };
}

const TRAINING: TrainingDefaults = {
  learningRate: 1e-3,
  learningRateSource: "That of the suite's image tasks; not measured for these sizes.",
  sequenceLength: 256,
  batch: 32,
  steps: 1_500,
};

interface Frame {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly document: (name: string, mixer: Mixer) => ArchitectureDocument;
  readonly sequenceLength: number;
}

const FRAMES: readonly Frame[] = [
  {
    id: "lra-mini",
    title: "Long Range Arena, bytes or pixels",
    summary: "Names the class of a row of bytes, be they letters or grey levels, with",
    document: (name, mixer) => sequenceShell(name, mixer, { vocabulary: 256, classes: 2 }),
    sequenceLength: 512,
  },
  {
    id: "lra-listops",
    title: "Long Range Arena, ListOps",
    summary: "Gives the value of a nested expression, with",
    document: (name, mixer) => sequenceShell(name, mixer, { vocabulary: 16, classes: 10 }),
    sequenceLength: 128,
  },
  {
    id: "lra-pairs",
    title: "Long Range Arena, retrieval",
    summary: "Says whether two parts belong to one document, both read by one encoder with",
    document: (name, mixer) => pairShell(name, mixer, 256),
    sequenceLength: 1_024,
  },
];

/** The suite's shell around each mixer; the frame's own id is softmax attention's. */
export const LONG_RANGE_ARENA: readonly Preset[] = FRAMES.flatMap(({ id, title, summary, document, sequenceLength }) =>
  [SOFTMAX, ...OTHERS].map((mixer) => {
    const name = mixer === SOFTMAX ? id : `${id}-${mixer.id}`;
    return {
      id: name,
      title: `${title}: ${mixer.title}`,
      summary: `${summary} ${mixer.title}.`,
      document: document(name, mixer),
      training: { ...TRAINING, sequenceLength },
    };
  }),
);
