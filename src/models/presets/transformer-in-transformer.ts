import type { ArchitectureDocument, Item } from "../document/types.ts";
import {
  branch,
  channelMlp,
  CLASSIFY_SMALL_IMAGES,
  IMAGE_SIDE,
  IMAGE_TRAINING,
  LAYER_NORM,
  vit,
} from "./image-classifiers.ts";
import { DOCUMENT_FORMAT } from "../document/schema.ts";
import { block, type Preset } from "./preset.ts";

/** Whether words attend to each other in every layer, stay as the stem made them, or end in the stem. */
export type InnerStream = "on" | "frozen" | "off";

/** Which levels know where they are. */
export type LevelPositions = "both" | "outer" | "inner" | "none";

export interface TntSize {
  readonly imageSide: number;
  /** Side of a patch, step between its words, and side of the filter that makes them, in pixels. */
  readonly patch: number;
  readonly wordStride: number;
  readonly kernel: number;
  /** Features per word and per patch. */
  readonly innerWidth: number;
  readonly innerHeads: number;
  readonly outerWidth: number;
  readonly outerHeads: number;
  readonly layers: number;
  /** Hidden width of both MLPs over the width of their stream. */
  readonly ratio: number;
  readonly inner: InnerStream;
  readonly positions: LevelPositions;
  readonly hasSqueezeExcite: boolean;
}

export const TNT_MINI: TntSize = {
  imageSide: IMAGE_SIDE,
  patch: 8,
  wordStride: 2,
  kernel: 3,
  innerWidth: 16,
  innerHeads: 2,
  outerWidth: 128,
  outerHeads: 4,
  layers: 6,
  ratio: 2,
  inner: "on",
  positions: "both",
  hasSqueezeExcite: false,
};

/** Attention and MLP of one level; queries, keys and values have no offsets. */
function level(heads: number, hidden: number, hasSqueezeExcite: boolean): readonly Item[] {
  const attention = block("attention", { heads, position: "none", causal: false, outputBias: true });
  const mlp = branch(channelMlp(hidden));
  const excited: Item = {
    kind: "residual",
    norm: LAYER_NORM,
    body: [channelMlp(hidden), block("squeeze-excite")],
  };
  return [branch(attention), hasSqueezeExcite ? excited : mlp];
}

/** From the words of each patch to a vector for the patch: a norm before the matrix and one behind it. */
const gathered = (width: number, bias: boolean): readonly Item[] => [
  block("join-positions", {}, { reads: ["inner"] }),
  { ...LAYER_NORM, slug: "words-norm" },
  block("linear", { width, bias }, { slug: "project" }),
  LAYER_NORM,
];

/** Words inside patches and patches inside the image, each attending among their own; the words feed the patches in every layer. */
export function tnt(name: string, size: TntSize): ArchitectureDocument {
  const { patch, wordStride, kernel, innerWidth, outerWidth, positions, inner, hasSqueezeExcite } = size;
  const words = Math.ceil(patch / wordStride) ** 2;
  const patches = (size.imageSide / patch) ** 2;
  const knows = (which: "outer" | "inner"): boolean => positions === "both" || positions === which;
  const innerPositions = { slug: "inner-positions", reads: ["inner"], writes: ["inner"] };
  const innerLevel: Item = {
    kind: "sequence",
    slug: "inner",
    stream: "inner",
    body: level(size.innerHeads, size.ratio * innerWidth, hasSqueezeExcite),
  };
  const bridge: Item = {
    kind: "residual",
    slug: "bridge",
    stream: "outer",
    body: [...gathered(outerWidth, false), block("pad-class-row")],
  };
  const outerLevel: Item = {
    kind: "sequence",
    slug: "outer",
    stream: "outer",
    body: level(size.outerHeads, size.ratio * outerWidth, hasSqueezeExcite),
  };
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: CLASSIFY_SMALL_IMAGES,
    streams: [{ name: "main", start: { input: "image" } }, { name: "inner" }, { name: "outer" }],
    trunk: [
      block("word-embedding", { patch, stride: wordStride, kernel, width: innerWidth }, { writes: ["inner"] }),
      ...(knows("inner") ? [block("position-embedding", { length: words }, innerPositions)] : []),
      {
        kind: "sequence",
        slug: "sentence",
        stream: "outer",
        body: [
          ...gathered(outerWidth, true),
          block("class-token"),
          ...(knows("outer") ? [block("position-embedding", { length: 1 + patches })] : []),
        ],
      },
      {
        kind: "repeat",
        times: size.layers,
        body: [...(inner === "on" ? [innerLevel] : []), ...(inner === "off" ? [] : [bridge]), outerLevel],
      },
    ],
    heads: [
      {
        name: "logits",
        stream: "outer",
        body: [block("pool-positions", { form: "first" }), LAYER_NORM, block("head", { bias: true })],
      },
    ],
  };
}

const VARIANTS: readonly (readonly [id: string, title: string, summary: string, change: Partial<TntSize>])[] = [
  [
    "tnt-mini",
    "TNT mini",
    "Words inside each patch attend to each other and feed the patch's vector in every layer.",
    {},
  ],
  [
    "tnt-frozen-words",
    "TNT mini, words stay as they are",
    "The words that the stem made feed every layer, but never attend to each other.",
    { inner: "frozen" },
  ],
  [
    "tnt-no-words",
    "TNT mini, words in the stem only",
    "Behind the stem a plain transformer over patches: what the inner stream is worth.",
    { inner: "off" },
  ],
];

export const TRANSFORMERS_IN_TRANSFORMERS: readonly Preset[] = [
  ...VARIANTS.map(([id, title, summary, change]) => ({
    id,
    title,
    summary,
    document: tnt(id, { ...TNT_MINI, ...change }),
    training: IMAGE_TRAINING,
  })),
  {
    id: "vit-p4-macs",
    title: "ViT with TNT mini's work, patches of 4",
    summary: "A plain vision transformer over four times as many patches, for as many multiplications as TNT mini.",
    document: vit("vit-p4-macs", { patch: 4, width: 96, layers: 4, hidden: 176 }),
    training: IMAGE_TRAINING,
  },
];
