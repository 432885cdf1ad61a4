import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, BlockItem, Item } from "../document/types.ts";
import { LAYER_NORM } from "./image-classifiers.ts";
import { block, type Preset } from "./preset.ts";

const WIDTH = 32;
const TOKENS = 4;
const LAYERS = 2;
const DROPOUT = 0.1;

const DOMAINS = ["source", "target"] as const;
const STREAMS = [...DOMAINS, "source-to-target", "target-to-source"] as const;
type Stream = (typeof STREAMS)[number];

/** The items of one stream; those of all others are tied to the first stream's. */
function tied(items: readonly BlockItem[], isFirst: boolean, address: (slug: string) => string): readonly BlockItem[] {
  return items.map((item) => (isFirst ? item : { ...item, tie: address(item.slug!) }));
}

/** From a patch to a class token and a few others; `flat` and `relu` have no weights. */
function stem(domain: Stream): Item {
  const spectral = block("spectral-convolution", {}, { slug: "spectral" });
  const weights = (items: readonly BlockItem[]): readonly BlockItem[] =>
    tied(items, domain === "source", (slug) => `source-stem.${slug}`);
  return {
    kind: "sequence",
    slug: `${domain}-stem`,
    stream: domain,
    body: [
      ...weights([
        spectral,
        block("convolution", { width: WIDTH }, { slug: "conv" }),
        block("batch-norm", { activation: "relu" }, { slug: "norm" }),
      ]),
      block("flatten-map", {}, { slug: "flat" }),
      ...weights([
        block("semantic-tokens", { tokens: TOKENS }, { slug: "tokens" }),
        block("class-token", {}, { slug: "class" }),
        block("position-embedding", { length: TOKENS + 1 }, { slug: "positions" }),
      ]),
    ],
  };
}

/** Layer norm of a stream with the weights of the first. */
const normOf = (role: string, stream: Stream): BlockItem => {
  const own = { ...LAYER_NORM, slug: stream === "source" ? role : `${role}-${stream}` };
  return stream === "source" ? own : { ...own, tie: `layers.${role}` };
};

function mlp(stream: Stream): Item {
  const knobs = { hidden: 4 * WIDTH, activation: "gelu-erf", bias: true, dropout: DROPOUT } as const;
  const slug = stream === "source" ? "ffn" : `ffn-${stream}`;
  const tie = stream === "source" ? {} : { tie: "layers.ffn" };
  return {
    kind: "residual",
    stream,
    norm: normOf("ffn-norm", stream),
    body: [block("feed-forward", knobs, { slug, ...tie })],
  };
}

const PAIRED: Item = {
  kind: "residual",
  writes: [...STREAMS],
  body: [
    ...DOMAINS.map((domain): Item => ({ ...normOf("attn-norm", domain), reads: [domain], writes: [domain] })),
    block("paired-attention", { heads: 4, dropout: DROPOUT }, { reads: [...DOMAINS], writes: [...STREAMS] }),
  ],
};

const copied = (from: Stream, to: Stream): Item =>
  block("sum", {}, { slug: `${to}-start`, reads: [from], writes: [to] });

/** What a stream says of the class; one norm and one linear map for all. */
function answer(stream: Stream): ArchitectureDocument["heads"][number] {
  const isFirst = stream === "source";
  const name = stream === "source" || stream === "target" ? `${stream}-logits` : stream;
  const [norm, head] = tied(
    [{ ...LAYER_NORM, slug: "norm" }, block("head", { bias: true }, { slug: "head" })],
    isFirst,
    (slug) => `source-logits.${slug}`,
  );
  const port = stream === "source" || stream === "target-to-source" ? "source-logits" : "target-logits";
  return { name, stream, port, body: [norm, block("pool-positions", { form: "first" }), head] };
}

export interface AdaptationSetting {
  readonly labels?: "source" | "target";
  readonly distillation?: "both" | "to-target" | "to-source" | "off";
  readonly alignment?: boolean;
  /** Whether the stream of target's queries starts from the source again in each layer, as the released code has it. */
  readonly isReleasedCoupling?: boolean;
}

/** Source, target and both mixed streams through one transformer. */
export function bida(name: string, { isReleasedCoupling = false, ...given }: AdaptationSetting): ArchitectureDocument {
  const again = isReleasedCoupling ? [copied("source", "target-to-source")] : [];
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "domain-adaptation", knobs: { patch: 7, bands: 16, classes: 5, ...given } },
    streams: STREAMS.map((stream) =>
      stream === "source" || stream === "target" ? { name: stream, start: { input: stream } } : { name: stream },
    ),
    trunk: [
      ...DOMAINS.map(stem),
      copied("target", "source-to-target"),
      ...(isReleasedCoupling ? [] : [copied("source", "target-to-source")]),
      {
        kind: "repeat",
        slug: "layers",
        times: LAYERS,
        stream: "source",
        body: [...again, PAIRED, ...STREAMS.map(mlp)],
      },
    ],
    heads: STREAMS.map(answer),
  };
}

const VARIANTS: readonly (readonly [id: string, title: string, summary: string, given: AdaptationSetting])[] = [
  [
    "bida",
    "BiDA",
    "Source and target scenes query each other; the mixed answers teach both, and answers are aligned.",
    {},
  ],
  [
    "hsi-source-only",
    "Hyperspectral, source only",
    "The same network, which never sees the target scene before it is scored there.",
    { distillation: "off", alignment: false },
  ],
  [
    "hsi-mmd",
    "Hyperspectral, aligned answers",
    "The same network; answers on both scenes are aligned, nothing is distilled.",
    { distillation: "off" },
  ],
  [
    "hsi-distill",
    "Hyperspectral, distilled",
    "The mixed answers teach both scenes; nothing is aligned.",
    { alignment: false },
  ],
  [
    "bida-released",
    "BiDA, released coupling",
    "The stream of the target's queries starts from the source again in each layer.",
    { isReleasedCoupling: true },
  ],
  [
    "hsi-oracle",
    "Hyperspectral, target labels",
    "The same network trained with the target's labels: what adaptation could reach at most.",
    { labels: "target", distillation: "off", alignment: false },
  ],
];

export const HYPERSPECTRALS: readonly Preset[] = VARIANTS.map(([id, title, summary, given]) => ({
  id,
  title,
  summary,
  document: bida(id, given),
  training: {
    learningRate: 1e-3,
    learningRateSource: "the specification's AdamW rate",
    sequenceLength: 1,
    batch: 64,
    steps: 600,
    optimizer: { beta1: 0.9, beta2: 0.999, weightDecay: 0.05 },
  },
}));
