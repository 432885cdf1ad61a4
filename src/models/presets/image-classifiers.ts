import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, Item } from "../document/types.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

/** What networks on small images are trained with unless a family says otherwise. */
export const IMAGE_TRAINING: TrainingDefaults = {
  learningRate: 1e-3,
  learningRateSource: "the best of 3e-4, 1e-3 and 3e-3 for a small ViT on a CIFAR-10 slice",
  // An image is one example.
  sequenceLength: 1,
  batch: 64,
  steps: 400,
  optimizer: { beta1: 0.9, beta2: 0.999, weightDecay: 0.05 },
};

export const CLASSIFY_SMALL_IMAGES: ArchitectureDocument["task"] = {
  kind: "classify-image",
  knobs: { height: 32, width: 32, channels: 3, classes: 10 },
};

export const IMAGE_SIDE = 32;

/** Layer norm with gain and bias. */
export const LAYER_NORM = block("norm", { form: "layer", bias: true });

/** A residual branch behind a norm. */
export const branch = (body: Item, norm: Item = LAYER_NORM): Item => ({ kind: "residual", norm, body: [body] });

export const channelMlp = (hidden: number): Item =>
  block("feed-forward", { hidden, activation: "gelu-erf", bias: true });

/** Attention among all patches: no order of its own, an offset on every projection. */
export const patchAttention = (heads = 4): Item =>
  block("attention", { heads, position: "none", causal: false, bias: true });

/** Norm, attention, norm, MLP, each pair around a skip. */
export const vitLayer = (hidden: number): readonly Item[] => [branch(patchAttention()), branch(channelMlp(hidden))];

/** From an image to one vector per patch with its learned position. */
export function patchStem(patch: number, width: number): readonly Item[] {
  const length = (IMAGE_SIDE / patch) ** 2;
  return [block("patch-embedding", { patch, width }), block("position-embedding", { length })];
}

/** A norm, the mean over all positions, a linear head. */
export const meanHead = (norm: Item = LAYER_NORM): ArchitectureDocument["heads"] => [
  { name: "logits", body: [norm, block("pool-positions"), block("head", { bias: true })] },
];

export interface VitSize {
  readonly patch: number;
  readonly width: number;
  readonly layers: number;
  readonly hidden: number;
}

/** A classifier of 32 x 32 images around a trunk. */
export function classifier(name: string, trunk: readonly Item[], heads = meanHead()): ArchitectureDocument {
  return { format: DOCUMENT_FORMAT, name, task: CLASSIFY_SMALL_IMAGES, trunk, heads };
}

/** A vision transformer with learned positions whose answer is read from the mean of all patches. */
export function vit(name: string, { patch, width, layers, hidden }: VitSize): ArchitectureDocument {
  return classifier(name, [...patchStem(patch, width), { kind: "repeat", times: layers, body: vitLayer(hidden) }]);
}

/** Hidden widths are solved so that each has as many parameters as the network it is compared with. */
export const MATCHED_VITS: readonly (VitSize & { readonly id: string; readonly parameters: number })[] = [
  { id: "vit-810k", patch: 4, width: 128, layers: 6, hidden: 256, parameters: 810_890 },
  { id: "vit-1015k", patch: 4, width: 128, layers: 7, hidden: 296, parameters: 1_015_330 },
  { id: "vit-1001k", patch: 4, width: 128, layers: 7, hidden: 288, parameters: 1_000_938 },
  { id: "vit-605k", patch: 4, width: 128, layers: 4, hidden: 314, parameters: 605_554 },
  { id: "vit-683k", patch: 4, width: 128, layers: 5, hidden: 260, parameters: 683_550 },
  { id: "vit-699k", patch: 4, width: 128, layers: 5, hidden: 272, parameters: 698_970 },
  { id: "vit-586k", patch: 4, width: 128, layers: 4, hidden: 295, parameters: 586_022 },
  { id: "vit-p8-1045k", patch: 8, width: 128, layers: 7, hidden: 306, parameters: 1_045_608 },
  { id: "vit-443k", patch: 4, width: 96, layers: 6, hidden: 177, parameters: 443_344 },
  { id: "vit-415k", patch: 4, width: 96, layers: 5, hidden: 222, parameters: 414_880 },
  { id: "vit-297k", patch: 4, width: 96, layers: 4, hidden: 174, parameters: 297_250 },
  { id: "vit-909k", patch: 4, width: 96, layers: 12, hidden: 192, parameters: 909_418 },
  { id: "vit-236k", patch: 4, width: 96, layers: 3, hidden: 192, parameters: 236_362 },
];

export const VISION_TRANSFORMERS: readonly Preset[] = MATCHED_VITS.map(({ id, parameters, ...size }) => ({
  id,
  title: `ViT ${Math.round(parameters / 1000)}k, patches of ${size.patch}`,
  summary: `A plain vision transformer: ${size.layers} layers of width ${size.width}, ${parameters.toLocaleString("en")} parameters.`,
  document: vit(id, size),
  training: IMAGE_TRAINING,
}));
