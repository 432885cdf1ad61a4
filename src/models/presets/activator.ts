import type { ArchitectureDocument, Item } from "../document/types.ts";
import {
  branch,
  channelMlp,
  classifier,
  IMAGE_SIDE,
  IMAGE_TRAINING,
  LAYER_NORM,
  meanHead,
  patchStem,
} from "./image-classifiers.ts";
import { block, type Preset } from "./preset.ts";

const WIDTH = 128;
const PATCH = 4;
const HIDDEN = 256;
/** The authors' 0.5 under-fits a slice of 5,000 images; where it stands is our reading. */
const DROPOUT = 0.1;

export interface ActivatorSize {
  readonly width: number;
  readonly hidden: number;
  readonly layers: number;
  /** Gates across positions, in a sub-layer before the gated unit: our extension. */
  readonly gatesTokens: boolean;
  /** Keeps an ordinary MLP behind the gated unit, under the same norm. */
  readonly keepsMlp: boolean;
  readonly hasPositions?: boolean;
  readonly dropout?: number;
}

/** Mean of all patches without a norm before it. */
const PLAIN_HEAD: ArchitectureDocument["heads"] = [
  { name: "logits", body: [block("pool-positions"), block("head", { bias: true })] },
];

/** Patches of 4 x 4 through gated units alone: nothing mixes them before the mean unless tokens are gated. */
export function activator(name: string, size: ActivatorSize): ArchitectureDocument {
  const { width, hidden, layers, gatesTokens, keepsMlp, hasPositions = false, dropout = DROPOUT } = size;
  const tokenGate: Item = {
    kind: "residual",
    slug: "token-gate",
    norm: LAYER_NORM,
    body: [block("token-gate", { dropout })],
  };
  const unit: Item = {
    kind: "residual",
    slug: "unit",
    norm: LAYER_NORM,
    body: [block("gated-unit", { hidden, dropout })],
  };
  const mlp: Item = {
    kind: "residual",
    slug: "mlp",
    norm: { ...LAYER_NORM, tie: "layers.unit.glu-norm" },
    body: [block("feed-forward", { hidden, activation: "gelu-erf", bias: true, dropout })],
  };
  const body = [...(gatesTokens ? [tokenGate] : []), unit, ...(keepsMlp ? [mlp] : [])];
  const stem = patchStem(PATCH, width).slice(0, hasPositions ? 2 : 1);
  return classifier(name, [...stem, { kind: "repeat", slug: "layers", times: layers, body }], PLAIN_HEAD);
}

/** Positions are mixed by an MLP along them, the same for every channel; then channels by another. */
export function mlpMixer(name: string, layers: number, tokenHidden: number, hidden: number): ArchitectureDocument {
  const tokens: Item = {
    kind: "residual",
    slug: "tokens",
    norm: LAYER_NORM,
    body: [
      block("transpose", {}, { slug: "to-channels" }),
      channelMlp(tokenHidden),
      block("transpose", {}, { slug: "to-tokens" }),
    ],
  };
  const stem = block("patch-embedding", { patch: PATCH, width: WIDTH });
  return classifier(
    name,
    [stem, { kind: "repeat", times: layers, body: [tokens, branch(channelMlp(hidden))] }],
    meanHead(),
  );
}

const POSITIONS = (IMAGE_SIDE / PATCH) ** 2;

export const ACTIVATORS: readonly Preset[] = [
  {
    id: "activator-glu",
    title: "Activator, gated units only",
    summary:
      "Six layers of gated units, no attention and no MLP; patches meet only in the final mean (mode “channel”).",
    document: activator("activator-glu", {
      width: WIDTH,
      hidden: HIDDEN,
      layers: 6,
      gatesTokens: false,
      keepsMlp: false,
    }),
    training: IMAGE_TRAINING,
  },
  {
    id: "activator-glu-ffn",
    title: "Activator, gated units and MLPs",
    summary:
      "Six layers of a gated unit and an MLP under one norm; patches meet only in the final mean (mode “channel”).",
    document: activator("activator-glu-ffn", {
      width: WIDTH,
      hidden: HIDDEN,
      layers: 6,
      gatesTokens: false,
      keepsMlp: true,
    }),
    training: IMAGE_TRAINING,
  },
  {
    id: "activator-token",
    title: "Activator that gates tokens too",
    summary: "Four layers that gate across patches, then within each: our extension (mode “token+channel”).",
    document: activator("activator-token", {
      width: WIDTH,
      hidden: HIDDEN,
      layers: 4,
      gatesTokens: true,
      keepsMlp: false,
    }),
    training: IMAGE_TRAINING,
  },
  {
    id: "mixer-mini",
    title: "MLP-Mixer mini",
    summary: "Eight layers of an MLP along the patches and one along the channels.",
    document: mlpMixer("mixer-mini", 8, POSITIONS, HIDDEN),
    training: IMAGE_TRAINING,
  },
];
