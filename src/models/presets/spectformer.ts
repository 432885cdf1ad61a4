import type { ArchitectureDocument, Item } from "../document/types.ts";
import { channelMlp, classifier, IMAGE_TRAINING, LAYER_NORM, patchStem, vitLayer } from "./image-classifiers.ts";
import { block, type Preset } from "./preset.ts";

/** Norm, filter, norm, MLP around one skip. */
export const spectralLayer = (hidden: number): Item => ({
  kind: "residual",
  norm: LAYER_NORM,
  body: [block("spectral-gate"), LAYER_NORM, channelMlp(hidden)],
});

/** `spectral` layers that filter frequencies, then `layers - spectral` of attention. */
export function spectralTrunk(layers: number, spectral: number, hidden: number): readonly Item[] {
  const filters: Item = { kind: "repeat", slug: "spectral", times: spectral, body: [spectralLayer(hidden)] };
  const attention: Item = { kind: "repeat", times: layers - spectral, body: vitLayer(hidden) };
  return [...(spectral > 0 ? [filters] : []), ...(spectral < layers ? [attention] : [])];
}

const LAYERS = 6;
const WIDTH = 128;
const HIDDEN = 256;

export function spectFormer(name: string, spectral: number): ArchitectureDocument {
  return classifier(name, [...patchStem(4, WIDTH), ...spectralTrunk(LAYERS, spectral, HIDDEN)]);
}

/** How many of six layers filter frequencies; none is the vision transformer vit-810k. */
export const SPECTFORMERS: readonly Preset[] = [1, 2, 3, 4, 5, 6].map((spectral) => ({
  id: `spectformer-a${spectral}`,
  title: spectral === LAYERS ? "All spectral layers" : `SpectFormer, ${spectral} spectral of ${LAYERS} layers`,
  summary: "Layers that filter frequencies first, then layers of attention.",
  document: spectFormer(`spectformer-a${spectral}`, spectral),
  training: IMAGE_TRAINING,
}));
