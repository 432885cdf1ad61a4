import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, Item } from "../document/types.ts";
import { channelMlp, LAYER_NORM, patchAttention } from "./image-classifiers.ts";
import { block, type Preset, type TrainingDefaults } from "./preset.ts";

/** What forecasters are trained with unless a family says otherwise. */
export const FORECAST_TRAINING: TrainingDefaults = {
  learningRate: 3e-3,
  learningRateSource: "the best of 3e-4, 1e-3 and 3e-3 in 100 steps on hourly transformer data (ETTh1)",
  // A window is one example.
  sequenceLength: 1,
  batch: 32,
  steps: 300,
  optimizer: { beta1: 0.9, beta2: 0.999, weightDecay: 0.05 },
};

/** What is read and asked. */
export interface ForecastTask {
  readonly lookback: number;
  readonly horizon: number;
  readonly variables: number;
}

export const USUAL_FORECAST: ForecastTask = { lookback: 96, horizon: 24, variables: 7 };

/** Norm behind each sub-layer's sum, as in the first transformer. */
export const postNorm = (body: Item): Item => ({ kind: "residual", placement: "post", norm: LAYER_NORM, body: [body] });

export interface EncoderSize {
  readonly width: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
}

export const USUAL_ENCODER: EncoderSize = { width: 64, hidden: 128, layers: 2, heads: 4 };

/** Attention among all positions, unless there is none, and an MLP, each with its norm behind it. */
export function encoder({ hidden, layers, heads }: EncoderSize, hasAttention = true): Item {
  const body = [...(hasAttention ? [postNorm(patchAttention(heads))] : []), postNorm(channelMlp(hidden))];
  return { kind: "repeat", times: layers, body };
}

/** A forecaster around a trunk that begins with the window. `isNormalised`: each variable loses its level and scale before and gets them back. */
export function forecaster(
  name: string,
  task: ForecastTask,
  trunk: readonly Item[],
  head: readonly Item[],
  isNormalised = true,
): ArchitectureDocument {
  const streams = [
    { name: "main", start: { input: "window" } },
    { name: "window", start: { input: "window" } },
  ];
  const restore = block("series-restore", {}, { reads: ["main", "window"] });
  return {
    format: DOCUMENT_FORMAT,
    name,
    task: { kind: "forecast", knobs: { ...task } },
    ...(isNormalised ? { streams } : {}),
    trunk: [...(isNormalised ? [block("series-norm")] : []), ...trunk],
    heads: [{ name: "future", body: [...head, ...(isNormalised ? [restore] : [])] }],
  };
}

/** Each variable's whole window is a token: attention among variables, an MLP along time. */
export function iTransformer(
  name: string,
  {
    hasAttention = true,
    isNormalised = true,
    ...task
  }: Partial<ForecastTask> & { hasAttention?: boolean; isNormalised?: boolean } = {},
  size = USUAL_ENCODER,
): ArchitectureDocument {
  const asked = { ...USUAL_FORECAST, ...task };
  const trunk = [
    block("transpose"),
    block("linear", { width: size.width }, { slug: "embed" }),
    encoder(size, hasAttention),
  ];
  const head = [LAYER_NORM, block("linear", { width: asked.horizon }, { slug: "predict" }), block("transpose")];
  return forecaster(name, asked, trunk, head, isNormalised);
}

/** From steps to vectors with learned positions. */
export const stepStem = (lookback: number, width: number): readonly Item[] => [
  block("linear", { width }, { slug: "embed" }),
  block("position-embedding", { length: lookback }),
];

/** From a vector for each step to the coming values: one map of variables, then one of time for all of them, [N, S]. */
export const stepHead = ({ variables, horizon }: ForecastTask): readonly Item[] => [
  LAYER_NORM,
  block("linear", { width: variables }, { slug: "variables" }),
  block("transpose", {}, { slug: "to-time" }),
  block("linear", { width: horizon }, { slug: "predict" }),
];

/** Each step is a token, as in language: attention among steps, then one map of time for all variables. */
export function timeTransformer(
  name: string,
  task: Partial<ForecastTask> = {},
  size = USUAL_ENCODER,
): ArchitectureDocument {
  const asked = { ...USUAL_FORECAST, ...task };
  const trunk = [...stepStem(asked.lookback, size.width), encoder(size)];
  return forecaster(name, asked, trunk, [...stepHead(asked), block("transpose", {}, { slug: "to-steps" })]);
}

/** Trend and season of each variable, each continued by one linear map of time that all variables share. */
export function dLinear(name: string, task: Partial<ForecastTask> = {}, window = 25): ArchitectureDocument {
  const asked = { ...USUAL_FORECAST, ...task };
  const part = (which: "trend" | "season"): readonly Item[] => [
    block("moving-average", { part: which, window }),
    block("transpose"),
    block("linear", { width: asked.horizon, start: "mean" }),
  ];
  const trunk: Item[] = [
    {
      kind: "parallel",
      join: "sum",
      branches: [
        { slug: "trend", body: part("trend") },
        { slug: "season", body: part("season") },
      ],
    },
  ];
  return forecaster(name, asked, trunk, [block("transpose")], false);
}

/** Patches of each variable's window are tokens; variables do not see each other. */
export function patchTst(
  name: string,
  task: Partial<ForecastTask> = {},
  size = USUAL_ENCODER,
  { patch, stride }: { readonly patch: number; readonly stride: number } = { patch: 16, stride: 8 },
): ArchitectureDocument {
  const asked = { ...USUAL_FORECAST, ...task };
  const patches = Math.floor((asked.lookback - patch) / stride) + 2;
  const trunk = [
    block("transpose"),
    block("series-patches", { patch, stride }),
    block("linear", { width: size.width }, { slug: "embed" }),
    block("position-embedding", { length: patches }),
    encoder(size),
  ];
  const head = [
    block("join-positions"),
    block("linear", { width: asked.horizon }, { slug: "predict" }),
    block("transpose"),
  ];
  return forecaster(name, asked, trunk, head);
}

const preset = (id: string, title: string, summary: string, document: ArchitectureDocument): Preset => ({
  id,
  title,
  summary,
  document,
  training: FORECAST_TRAINING,
});

/** Forecasters of seven variables, 96 steps read and 24 asked. */
export const FORECASTERS: readonly Preset[] = [
  preset(
    "itransformer-mini",
    "iTransformer, variables as tokens",
    "Each variable's whole window is a token: attention among variables, an MLP along time.",
    iTransformer("itransformer-mini"),
  ),
  preset(
    "itransformer-mini-no-attention",
    "iTransformer without attention",
    "The same without attention: variables do not see each other.",
    iTransformer("itransformer-mini-no-attention", { hasAttention: false }),
  ),
  preset(
    "itransformer-mini-raw",
    "iTransformer without the norm of windows",
    "The same on windows that keep their level and scale.",
    iTransformer("itransformer-mini-raw", { isNormalised: false }),
  ),
  preset(
    "transformer-time",
    "Transformer, time steps as tokens",
    "Each step of all variables is a token, with learned positions, then one map of time.",
    timeTransformer("transformer-time"),
  ),
  preset(
    "dlinear",
    "DLinear",
    "Trend and season of each variable, each continued by one linear map: 4,656 parameters, no network.",
    dLinear("dlinear"),
  ),
  preset(
    "patchtst-mini",
    "PatchTST, patches of time as tokens",
    "Each variable by itself, its window cut into twelve overlapping patches.",
    patchTst("patchtst-mini"),
  ),
];
