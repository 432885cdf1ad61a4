import type { ArchitectureDocument } from "../document/types.ts";
import {
  decoder,
  MINI,
  MINI_TRAINING,
  NANO,
  NANO_TRAINING,
  PICO,
  PICO_TRAINING,
  type DecoderSize,
} from "./language-models.ts";
import { macaron } from "./macaron.ts";
import type { Preset, TrainingDefaults } from "./preset.ts";
import { baseLayer, decoderAround } from "./residual-decoder.ts";

export interface LadderChoices {
  /** How many sub-layers old the stream is that a sub-layer reads: 1 standard, 2 ladder. */
  readonly skip?: number;
  /** Blocks that come first and stay standard. */
  readonly standardBlocks?: number;
}

/** LM-base whose sub-layers read an older stream. Names and weights are LM-base's own, so trained ones can be taken over. */
export function ladder(name: string, size: DecoderSize, choices: LadderChoices = {}): ArchitectureDocument {
  const { skip = 2, standardBlocks = 0 } = choices;
  const body = baseLayer(size);
  const from = standardBlocks * body.length;
  return decoderAround(name, size, [
    { kind: "sequence", skip, from, body: [{ kind: "repeat", times: size.layers, body }] },
  ]);
}

/** With fewer than four blocks the halved depth of a ladder tells too much. */
const FOUR = { pico: { ...PICO, layers: 4 }, nano: { ...NANO, layers: 4 }, mini: MINI } as const;
const SIZES: readonly { id: keyof typeof FOUR; training: TrainingDefaults }[] = [
  { id: "pico", training: PICO_TRAINING },
  { id: "nano", training: NANO_TRAINING },
  { id: "mini", training: MINI_TRAINING },
];

/** Ladders of four blocks, their baselines where the catalogue has none of that depth, and the sweep over the skip. */
export const LADDERS: readonly Preset[] = [
  ...SIZES.map(({ id, training }) => ({
    id: `ladder-${id}`,
    title: `Ladder ${id}, four blocks`,
    summary: "Every sub-layer reads the stream without what the sub-layer before it has just written.",
    document: ladder(`ladder-${id}`, FOUR[id]),
    training,
  })),
  ...(["pico", "nano"] as const).map((id) => ({
    id: `lm-${id}-4-blocks`,
    title: `lm-${id} with four blocks`,
    summary: `The baseline of ladder-${id}.`,
    document: decoder(`lm-${id}-4-blocks`, FOUR[id]),
    training: id === "pico" ? PICO_TRAINING : NANO_TRAINING,
  })),
  ...[3, 4].map((skip) => ({
    id: `ladder-nano-skip-${skip}`,
    title: `Ladder nano, streams ${skip} sub-layers old`,
    summary: "One arm of the sweep over the skip; 1 is the baseline, 2 the ladder.",
    document: ladder(`ladder-nano-skip-${skip}`, FOUR.nano, { skip }),
    training: NANO_TRAINING,
  })),
  ...(["pico", "nano"] as const).map((id) => ({
    id: `ladder-${id}-last-half`,
    title: `Ladder ${id}, last two blocks only`,
    summary: "Two standard blocks, then two whose sub-layers read the older stream.",
    document: ladder(`ladder-${id}-last-half`, FOUR[id], { standardBlocks: 2 }),
    training: id === "pico" ? PICO_TRAINING : NANO_TRAINING,
  })),
  {
    id: "parallel-nano-4-blocks",
    title: "Parallel attention and feed-forward, four blocks",
    summary: "Both sub-layers of a block read one input: the other way to halve the chain of sub-layers.",
    document: macaron("parallel-nano-4-blocks", FOUR.nano, { scheme: "parallel" }),
    training: NANO_TRAINING,
  },
];
