import type { KnobsGiven } from "../blocks/index.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { decoderOf, SIZES, type SizeName } from "./gelu-decoders.ts";
import type { DecoderSize } from "./language-models.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

export interface FractionChoices {
  readonly replace?: "ffn" | "attention" | "both";
  readonly fractions?: Omit<KnobsGiven<"continued-fraction">, "scheduleSteps">;
  readonly mixer?: "CAttnM" | "CAttnU";
  /** Of the dyadic schedule: the length of the run. */
  readonly scheduleSteps: number;
}

/** A decoder with continued fractions for its feed-forward networks, its attention, or both. */
export function cofrGeNet(
  name: string,
  size: Pick<DecoderSize, "vocabulary" | "width" | "layers" | "heads">,
  sequenceLength: number,
  { replace = "ffn", fractions = {}, mixer = "CAttnM", scheduleSteps }: FractionChoices,
): ArchitectureDocument {
  return decoderOf(name, size, {
    mixer:
      replace === "ffn"
        ? block("attention", { heads: size.heads })
        : block("fraction-attention", { form: mixer, length: sequenceLength, scheduleSteps }),
    channelMixer:
      replace === "attention"
        ? block("feed-forward", { hidden: 4 * size.width, activation: "gelu-erf" })
        : block("continued-fraction", { ...fractions, scheduleSteps }),
  });
}

/** Steps of a run that the dyadic schedule of a preset is made for. */
const STEPS: Readonly<Record<SizeName, number>> = { pico: 200, nano: 300, micro: 1000 };

function preset(
  id: string,
  title: string,
  sizeName: SizeName,
  choices: Omit<FractionChoices, "scheduleSteps">,
  own: Partial<Pick<DecoderSize, "width" | "heads">> = {},
): Preset {
  const { size, training } = SIZES[sizeName];
  const steps = STEPS[sizeName];
  const setting: TrainingDefaults = { ...training, steps };
  const document = cofrGeNet(id, { ...size, ...own }, training.sequenceLength, { ...choices, scheduleSteps: steps });
  return { id, title, summary: "Continued fractions in place of parts of the decoder.", document, training: setting };
}

/** Width at which the fractions' decoder has as many parameters as lm-nano-gelu. */
const ISO_WIDTH = 132;

export const COFRGENETS: readonly Preset[] = [
  ...(["pico", "nano", "micro"] as const).map((size) => preset(`cofrgenet-f-${size}`, `CoFrGeNet-F ${size}`, size, {})),
  preset("cofrgenet-f-iso-nano", "CoFrGeNet-F, widened to lm-nano-gelu's parameters", "nano", {}, { width: ISO_WIDTH }),
  preset("cofrgenet-f-nano-no-ladders", "CoFrGeNet-F nano, ladders off: a linear map alone", "nano", {
    fractions: { ladders: 0 },
  }),
  preset("cofrgenet-f-nano-all-at-once", "CoFrGeNet-F nano, without the schedule", "nano", {
    fractions: { schedule: "all-at-once" },
  }),
  preset("cofrgenet-f-nano-exact", "CoFrGeNet-F nano, exact gradient at the guard", "nano", {
    fractions: { gradient: "exact" },
  }),
  ...[1, 2, 3, 4, 5, 6].map((depth) =>
    preset(`cofrgenet-f-nano-depth-${depth}`, `CoFrGeNet-F nano, depth ${depth} without offset`, "nano", {
      fractions: { depth, offset: "0" },
    }),
  ),
  preset("cofrgenet-nano-cattnm", "CoFrGeNet nano, CAttnM for attention too", "nano", { replace: "both" }),
  preset("cofrgenet-nano-cattnu", "CoFrGeNet nano, CAttnU for attention too", "nano", {
    replace: "both",
    mixer: "CAttnU",
  }),
];
