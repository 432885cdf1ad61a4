import type { KnobsGiven } from "../blocks/index.ts";
import { MIXINGS } from "../blocks/mixed-attention/mixings.ts";
import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, FeatureShape, Item } from "../document/types.ts";
import { SIZES, type SizeName } from "./gelu-decoders.ts";
import { block, type Preset } from "./preset.ts";

type AttentionKnobs = KnobsGiven<"mixed-attention">;
type FeedForwardKnobs = KnobsGiven<"channelized-feed-forward">;

/** What differs from the paper's block. */
export interface DualStreamChoices {
  readonly attention?: AttentionKnobs;
  readonly feedForward?: FeedForwardKnobs;
  readonly norm?: "per-head" | "global";
  /** Which stream the feed-forward network writes: its own, or attention's. */
  readonly feedForwardWrites?: "context" | "token";
}

interface Size {
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
}

/** The token stream starts as the embedding, the context stream as zeros; every norm reads their sum. */
export function dualStream(name: string, size: Size, choices: DualStreamChoices = {}): ArchitectureDocument {
  const { vocabulary, width, layers, heads } = size;
  const { norm = "per-head", feedForwardWrites = "context" } = choices;
  const shape: FeatureShape = { positions: ["T"], width };
  const groups = norm === "per-head" ? { groups: heads } : {};
  const both = (role: string): readonly Item[] => [
    block("sum", {}, { slug: `${role}-sum`, reads: ["token", "context"], writes: ["main"] }),
    block("norm", groups, { slug: `${role}-norm` }),
  ];
  const attention = block(
    "mixed-attention",
    { heads, ...choices.attention },
    { reads: ["main", "token"], writes: ["token"] },
  );
  const network = block(
    "channelized-feed-forward",
    { hidden: 4 * width, heads, ...choices.feedForward },
    { writes: [feedForwardWrites] },
  );
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "next-token", knobs: { vocabulary } },
    streams: [
      { name: "main" },
      { name: "token", start: { input: "tokens" } },
      { name: "context", start: { zeros: shape } },
    ],
    trunk: [
      block("token-embedding", { width, std: 0.1 }, { reads: ["token"], writes: ["token"] }),
      {
        kind: "repeat",
        times: layers,
        body: [
          { kind: "residual", writes: ["token"], body: [...both("attn"), attention] },
          { kind: "residual", writes: [feedForwardWrites], body: [...both("ffn"), network] },
        ],
      },
    ],
    heads: [{ name: "logits", body: [...both("last"), block("head", {}, { tie: { weight: "embed.weight" } })] }],
  };
}

/** The same blocks over one stream that both write: a pre-norm Transformer. */
export function singleStream(name: string, size: Size, choices: DualStreamChoices = {}): ArchitectureDocument {
  const { vocabulary, width, layers, heads } = size;
  const norm = block("norm", (choices.norm ?? "per-head") === "per-head" ? { groups: heads } : {});
  const attention = block("mixed-attention", { heads, mixing: "dense", valueSource: "both", ...choices.attention });
  const network = block("channelized-feed-forward", { hidden: 4 * width, heads, ...choices.feedForward });
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "next-token", knobs: { vocabulary } },
    trunk: [
      block("token-embedding", { width, std: 0.1 }),
      {
        kind: "repeat",
        times: layers,
        body: [
          { kind: "residual", norm, body: [attention] },
          { kind: "residual", norm, body: [network] },
        ],
      },
    ],
    heads: [{ name: "logits", body: [norm, block("head", {}, { tie: { weight: "embed.weight" } })] }],
  };
}

const sizeOf = (name: SizeName): Size => SIZES[name].size;

const LADDER: readonly Preset[] = (["pico", "nano", "micro"] as const).flatMap((size) => [
  ...MIXINGS.map((mixing) => {
    const id = `dual-stream-${mixing}-${size}`;
    return {
      id,
      title: `Dual stream, ${mixing} heads, ${size}`,
      summary: `Attention writes a token stream, the feed-forward network a context stream; heads are mixed: ${mixing}.`,
      document: dualStream(id, sizeOf(size), { attention: { mixing } }),
      training: SIZES[size].training,
    };
  }),
  {
    id: `single-stream-${size}`,
    title: `Single stream, ${size}`,
    summary: "The dual-stream blocks over one stream that both write, with dense heads.",
    document: singleStream(`single-stream-${size}`, sizeOf(size)),
    training: SIZES[size].training,
  },
]);

const VARIANTS: readonly { id: string; title: string; choices: DualStreamChoices }[] = [
  { id: "global-norm", title: "one norm over the whole vector", choices: { norm: "global" } },
  { id: "values-of-both", title: "values from both streams", choices: { attention: { valueSource: "both" } } },
  { id: "norm-value", title: "values normalised", choices: { attention: { normValue: true } } },
  { id: "mixed-everywhere", title: "queries and keys mixed too", choices: { attention: { where: "all" } } },
  { id: "alibi", title: "linear biases for positions", choices: { attention: { position: "alibi" } } },
  {
    id: "independent-ffn",
    title: "feed-forward networks of each head alone",
    choices: { feedForward: { channels: "independent" } },
  },
  { id: "amplify-4", title: "attention scores times 4 when evaluated", choices: { attention: { amplify: 4 } } },
  { id: "amplify-16", title: "attention scores times 16 when evaluated", choices: { attention: { amplify: 16 } } },
  { id: "ablate-token", title: "evaluated without token updates", choices: { attention: { ablate: true } } },
  { id: "ablate-context", title: "evaluated without context updates", choices: { feedForward: { ablate: true } } },
];

/** The ladder of head mixing in three sizes with its merged baseline and variants of the Kronecker one. */
export const DUAL_STREAMS: readonly Preset[] = [
  ...LADDER,
  ...VARIANTS.map(({ id, title, choices }) => ({
    id: `dual-stream-nano-${id}`,
    title: `Dual stream, nano, ${title}`,
    summary: `Kronecker heads with one part changed: ${title}.`,
    document: dualStream(`dual-stream-nano-${id}`, sizeOf("nano"), choices),
    training: SIZES.nano.training,
  })),
];
