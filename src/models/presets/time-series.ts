import type { ArchitectureDocument, Item } from "../document/types.ts";
import {
  forecaster,
  FORECAST_TRAINING,
  postNorm,
  stepHead,
  stepStem,
  timeTransformer,
  USUAL_ENCODER,
  USUAL_FORECAST,
  type EncoderSize,
  type ForecastTask,
} from "./forecasters.ts";
import { channelMlp, patchAttention } from "./image-classifiers.ts";
import { block, type Preset } from "./preset.ts";

/** Where the slow trend is split off: nowhere, at the input, or there and behind every sub-layer, as in Autoformer. */
export type Decomposition = "off" | "input" | "every";

interface StepsOptions {
  readonly mixer: Item;
  readonly decomposition?: Decomposition;
  readonly task?: Partial<ForecastTask>;
  readonly size?: Omit<EncoderSize, "heads">;
  /** Steps that a trend is averaged over. */
  readonly window?: number;
}

/** Layers of a mixer of steps and an MLP; with a window each sub-layer hands on its season only. */
function layersOf(mixer: Item, { hidden, layers }: Omit<EncoderSize, "heads">, window: number | undefined): Item {
  const season = (slug: string): readonly Item[] =>
    window === undefined ? [] : [block("moving-average", { window, part: "season" }, { slug })];
  const body = [postNorm(mixer), ...season("season-1"), postNorm(channelMlp(hidden)), ...season("season-2")];
  return { kind: "repeat", times: layers, body };
}

/** A forecaster whose tokens are steps, around any mixer of them; where trends are split off, one linear map of time continues the input's. */
export function stepsForecaster(
  name: string,
  { mixer, decomposition = "off", task, size = USUAL_ENCODER, window = 25 }: StepsOptions,
): ArchitectureDocument {
  const asked = { ...USUAL_FORECAST, ...task };
  const back = block("transpose", {}, { slug: "to-steps" });
  const layers = layersOf(mixer, size, decomposition === "every" ? window : undefined);
  const network = [...stepStem(asked.lookback, size.width), layers];
  if (decomposition === "off") return forecaster(name, asked, network, [...stepHead(asked), back]);
  const split = (part: "season" | "trend"): Item => block("moving-average", { window, part }, { slug: "split" });
  const trend = [block("transpose"), block("linear", { width: asked.horizon, start: "mean" })];
  const branches = [
    { slug: "season", body: [split("season"), ...network, ...stepHead(asked)] },
    { slug: "trend", body: [split("trend"), ...trend] },
  ];
  return forecaster(name, asked, [{ kind: "parallel", join: "sum", branches }], [back]);
}

interface StepMixer {
  readonly id: string;
  readonly title: string;
  readonly mixer: Item;
}

const ATTENTION: StepMixer = {
  id: "ts-attention",
  title: "attention",
  mixer: patchAttention(USUAL_ENCODER.heads),
};

const MIXERS: readonly StepMixer[] = [
  { id: "ts-autocorrelation", title: "auto-correlation", mixer: block("auto-correlation") },
  { id: "ts-probsparse", title: "ProbSparse attention", mixer: block("prob-sparse-attention") },
  // Eight modes of eight heads have as many parameters as attention's keys and values.
  { id: "ts-frequency", title: "frequency block", mixer: block("frequency-block", { heads: 8, modes: 8 }) },
];

const PLACES: Readonly<Record<Decomposition, string>> = {
  off: "",
  input: ", trend split off at the input",
  every: ", trend split off at every sub-layer",
};

function preset({ id, title, mixer }: StepMixer, decomposition: Decomposition): Preset {
  const name = decomposition === "off" ? id : `${id}-${decomposition}`;
  return {
    id: name,
    title: `Steps by ${title}${PLACES[decomposition]}`,
    summary: `Each step of all variables is a token, mixed by ${title}${PLACES[decomposition]}, then one map of time.`,
    document: stepsForecaster(name, { mixer, decomposition }),
    training: FORECAST_TRAINING,
  };
}

/** Layers of the depth sweep; two are the usual. */
const DEPTHS = [1, 2, 3, 6, 12];

/** Attention over steps, ever deeper. */
const DEPTH_SWEEP: readonly Preset[] = DEPTHS.map((layers) => {
  const id = `ts-depth-${layers}`;
  return {
    id,
    title: `Steps by attention, ${layers} ${layers === 1 ? "layer" : "layers"}`,
    summary: `Each step of all variables is a token; ${layers} ${layers === 1 ? "layer" : "layers"} of attention, then one map of time.`,
    document: timeTransformer(id, {}, { ...USUAL_ENCODER, layers }),
    training: FORECAST_TRAINING,
  };
});

/** Forecasters of the survey's families: one encoder over steps, four mixers, with and without decomposition. Attention without is `transformer-time`. */
export const TIME_SERIES: readonly Preset[] = [
  preset(ATTENTION, "input"),
  preset(ATTENTION, "every"),
  ...MIXERS.flatMap((mixer) => [preset(mixer, "off"), preset(mixer, "every")]),
  ...DEPTH_SWEEP,
];
