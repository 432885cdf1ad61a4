import type { KnobsGiven } from "../blocks/index.ts";
import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, BlockItem, Item } from "../document/types.ts";
import { SIZES, type SizeName } from "./gelu-decoders.ts";
import type { DecoderSize } from "./language-models.ts";
import { block, type Preset } from "./preset.ts";

const branch = (body: BlockItem): Item => ({ kind: "residual", norm: block("norm"), body: [body] });

/** One layer of a stack: its residual branches in order. */
type Layer = readonly BlockItem[];

function stack(
  name: string,
  { vocabulary, width }: Pick<DecoderSize, "vocabulary" | "width">,
  trunk: readonly Item[],
): ArchitectureDocument {
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "next-token", knobs: { vocabulary } },
    trunk: [block("token-embedding", { width }), ...trunk],
    heads: [{ name: "logits", body: [block("norm"), block("head")] }],
  };
}

const repeated = (times: number, layer: Layer): Item => ({ kind: "repeat", times, body: layer.map(branch) });

/** Scan blocks alone: each takes the place of attention and of the feed-forward network. */
export function mambaStack(
  name: string,
  size: Pick<DecoderSize, "vocabulary" | "width" | "layers">,
  knobs: KnobsGiven<"mamba"> = {},
): ArchitectureDocument {
  return stack(name, size, [repeated(size.layers, [block("mamba", knobs)])]);
}

/** A SwiGLU network behind each scan. */
export function mambaWithFeedForward(
  name: string,
  size: Pick<DecoderSize, "vocabulary" | "width" | "layers" | "hidden">,
  knobs: KnobsGiven<"mamba">,
): ArchitectureDocument {
  const layer = [block("mamba", knobs), block("feed-forward", { hidden: size.hidden })];
  return stack(name, size, [repeated(size.layers, layer)]);
}

/** Every `every`-th layer, counted from one, is LM-base's attention and feed-forward network; the others are scans. */
export function mambaHybrid(
  name: string,
  size: DecoderSize,
  every: number,
  knobs: KnobsGiven<"mamba"> = {},
): ArchitectureDocument {
  const { layers, heads, kvHeads, hidden } = size;
  const base = [block("attention", { heads, kvHeads }), block("feed-forward", { hidden })];
  if (every === 1) return stack(name, size, [repeated(layers, base)]);
  const groups = Math.floor(layers / every);
  const rest = layers - groups * every;
  const scans = (times: number, slug: string): Item => ({
    kind: "repeat",
    slug,
    times,
    body: [branch(block("mamba", knobs))],
  });
  return stack(name, size, [
    ...(groups > 0
      ? [{ kind: "repeat", times: groups, body: [scans(every - 1, "scans"), ...base.map(branch)] } as Item]
      : []),
    ...(rest > 0 ? [scans(rest, "last-scans")] : []),
  ]);
}

/** Hidden width at which scans of expansion 1.5 with a SwiGLU behind have the parameters of LM-base's layers at width 96. */
const MATCHED_HIDDEN = 174;

function preset(id: string, title: string, summary: string, size: SizeName, document: ArchitectureDocument): Preset {
  return { id, title, summary, document, training: SIZES[size].training };
}

/** `[id, title, knobs]` of one part changed at the size of fair comparisons. */
const VARIANTS: readonly (readonly [string, string, KnobsGiven<"mamba">])[] = [
  ["lti", "nothing selected: constant time steps, B and C", { ssm: "lti" }],
  ["conv-1", "without the short convolution", { convWidth: 1 }],
  ["conv-2", "a convolution of two tokens", { convWidth: 2 }],
  ["state-4", "four memory cells a channel", { state: 4 }],
  ["long-memory", "initial time steps ten times shorter", { dtMin: 1e-4, dtMax: 0.01 }],
];

/** Width 100 with four blocks is as large as lm-nano; so are five blocks of Mamba-2 at width 96. */
const NANO_MAMBA = { ...SIZES.nano.size, width: 100, layers: 4 };
const NANO_MAMBA2 = { ...SIZES.nano.size, layers: 5 };
const MICRO_STACK = { ...SIZES.micro.size, layers: 5 };
const SCANS = "Selective scans alone, each in place of attention and feed-forward network.";
const SSD = "Mamba-2: one decay for each head of 32 channels.";

function sized(size: SizeName, [mamba, mamba2]: readonly [DecoderSize, DecoderSize]): readonly Preset[] {
  const [id, id2] = [`mamba-${size}`, `mamba2-${size}`];
  return [
    preset(id, `Mamba ${size}`, SCANS, size, mambaStack(id, mamba)),
    preset(id2, `Mamba-2 ${size}`, SSD, size, mambaStack(id2, mamba2, { ssm: "mamba2" })),
  ];
}

export const MAMBAS: readonly Preset[] = [
  ...sized("pico", [SIZES.pico.size, SIZES.pico.size]),
  ...sized("nano", [NANO_MAMBA, NANO_MAMBA2]),
  ...sized("micro", [MICRO_STACK, MICRO_STACK]),
  ...VARIANTS.map(([name, title, knobs]) => {
    const id = `mamba-nano-${name}`;
    const summary = `Mamba nano with one part changed: ${title}.`;
    return preset(id, `Mamba nano, ${title}`, summary, "nano", mambaStack(id, NANO_MAMBA, knobs));
  }),
  ...(["pico", "nano", "micro"] as const).map((name) => {
    const id = `mamba-hybrid-${name}`;
    const size = { ...SIZES[name].size, layers: { pico: 3, nano: 4, micro: 5 }[name] };
    const summary = "Every third layer is attention with its feed-forward network, the others are scans.";
    return preset(id, `Mamba hybrid ${name}`, summary, name, mambaHybrid(id, size, 3));
  }),
  ...(["nano", "micro"] as const).map((name) => {
    const id = `mamba-mlp-${name}`;
    const document = mambaWithFeedForward(id, { ...SIZES[name].size, hidden: MATCHED_HIDDEN }, { expand: 1.5 });
    const summary = "A feed-forward network behind each scan, as large in all as LM-base's layer.";
    return preset(id, `Mamba with feed-forward ${name}`, summary, name, document);
  }),
];
