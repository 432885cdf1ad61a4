import type { KnobsGiven } from "../blocks/index.ts";
import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, Item } from "../document/types.ts";
import {
  branch,
  channelMlp,
  CLASSIFY_SMALL_IMAGES,
  IMAGE_SIDE,
  IMAGE_TRAINING,
  LAYER_NORM,
  patchAttention,
} from "./image-classifiers.ts";
import { block, type Preset } from "./preset.ts";

/** One of the two streams: fine patches of small width, or coarse ones of large width. */
export interface CrossVitStream {
  readonly patch: number;
  readonly width: number;
  readonly heads: number;
  /** Layers between two exchanges. */
  readonly layers: number;
  /** Hidden width of the MLPs. */
  readonly hidden: number;
  /** Rows of the table of positions; the class token has one. */
  readonly positions: number;
}

export interface CrossVitSize {
  readonly small: CrossVitStream;
  readonly large: CrossVitStream;
  /** How many times the streams run on and meet. */
  readonly meetings: number;
  readonly fusion: KnobsGiven<"class-token-exchange"> | null;
  readonly head: "average" | "concat";
}

const rowsOf = (patch: number): number => 1 + (IMAGE_SIDE / patch) ** 2;

export const CROSSVIT_MINI: CrossVitSize = {
  small: { patch: 4, width: 64, heads: 4, layers: 1, hidden: 192, positions: rowsOf(4) },
  large: { patch: 8, width: 128, heads: 4, layers: 2, hidden: 384, positions: rowsOf(8) },
  meetings: 2,
  fusion: {},
  head: "average",
};

const NAMES = ["small", "large"] as const;
type Name = (typeof NAMES)[number];

const patches = (stream: Name, { patch, width }: CrossVitStream): Item =>
  block("patch-embedding", { patch, width }, { slug: `${stream}-patches`, reads: ["main"], writes: [stream] });

const stem = (stream: Name, { positions }: CrossVitStream): Item => ({
  kind: "sequence",
  slug: `${stream}-stem`,
  stream,
  body: [block("class-token"), block("position-embedding", { length: positions })],
});

const layersOf = (stream: Name, { layers, heads, hidden }: CrossVitStream): Item => ({
  kind: "repeat",
  slug: stream,
  stream,
  times: layers,
  body: [branch(patchAttention(heads)), branch(channelMlp(hidden))],
});

/** The class token of each stream behind a norm of its own, then their heads. */
function headOf(kind: CrossVitSize["head"]): ArchitectureDocument["heads"] {
  const token: readonly Item[] = [block("pool-positions", { form: "first" }), LAYER_NORM];
  if (kind === "concat") {
    const branches = NAMES.map((slug) => ({
      slug,
      body: [
        // What the branch reads stands in the stream of its own name.
        block("pool-positions", { form: "first" }, { reads: [slug] }),
        LAYER_NORM,
      ],
    }));
    return [{ name: "logits", body: [{ kind: "parallel", join: "concat", branches }, block("head", { bias: true })] }];
  }
  const streams = NAMES.map((slug): Item => ({ kind: "sequence", slug, stream: slug, body: token }));
  return [{ name: "logits", body: [...streams, block("averaged-head", {}, { reads: [...NAMES], writes: ["main"] })] }];
}

/** Two vision transformers over patches of two sizes, which exchange their class tokens after every few layers. */
export function crossVit(name: string, { fusion, head, meetings, ...streams }: CrossVitSize): ArchitectureDocument {
  const exchange =
    fusion === null ? [] : [block("class-token-exchange", fusion, { reads: [...NAMES], writes: [...NAMES] })];
  const between: readonly Item[] = NAMES.filter((stream) => streams[stream].layers > 0).map((stream) =>
    layersOf(stream, streams[stream]),
  );
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: CLASSIFY_SMALL_IMAGES,
    streams: [{ name: "main", start: { input: "image" } }, ...NAMES.map((stream) => ({ name: stream }))],
    trunk: [
      ...NAMES.map((stream) => patches(stream, streams[stream])),
      ...NAMES.map((stream) => stem(stream, streams[stream])),
      { kind: "repeat", slug: "scales", times: meetings, body: [...between, ...exchange] },
    ],
    heads: headOf(head),
  };
}

const withHidden = (small: number, large: number): Pick<CrossVitSize, "small" | "large"> => ({
  small: { ...CROSSVIT_MINI.small, hidden: small },
  large: { ...CROSSVIT_MINI.large, hidden: large },
});

const VARIANTS: readonly (readonly [id: string, title: string, summary: string, change: Partial<CrossVitSize>])[] = [
  [
    "crossvit-mini",
    "CrossViT mini",
    "Fine and coarse patches in two streams that meet through their class tokens.",
    {},
  ],
  [
    "crossvit-nofusion",
    "CrossViT mini without exchange",
    "The two streams never meet before their answers are averaged; wider MLPs make up for the parameters.",
    { fusion: null, ...withHidden(293, 586) },
  ],
  [
    "crossvit-class-sum",
    "CrossViT mini, class tokens summed",
    "At each meeting both class tokens become a projection of their sum; nobody looks at patches.",
    { fusion: { form: "class-sum" } },
  ],
  [
    "crossvit-pairwise-sum",
    "CrossViT mini, patches summed too",
    "At each meeting both streams become projections of the sum of class tokens and of patches that lie together.",
    { fusion: { form: "pairwise-sum" } },
  ],
];

export const CROSSVITS: readonly Preset[] = VARIANTS.map(([id, title, summary, change]) => ({
  id,
  title,
  summary,
  document: crossVit(id, { ...CROSSVIT_MINI, ...change }),
  training: IMAGE_TRAINING,
}));
