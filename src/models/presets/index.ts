import { Failure } from "../../lib/failure.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { elideDefaults } from "../document/canonical.ts";
import { nearestWord } from "../document/problem.ts";
import { ACTIVATORS } from "./activator.ts";
import { ALGO_REGRESSORS } from "./algoformer-regression.ts";
import { ALGO_FORMERS } from "./algoformer.ts";
import { COFRGENETS } from "./cofrgenet.ts";
import { COMBINERS } from "./combiner.ts";
import { CROSSVITS } from "./crossvit.ts";
import { DUAL_STREAMS } from "./dual-stream.ts";
import { ECO_FORMERS } from "./ecoformer.ts";
import { FMVITS } from "./fmvit.ts";
import { FORECASTERS } from "./forecasters.ts";
import { GELU_DECODERS } from "./gelu-decoders.ts";
import { VISION_TRANSFORMERS } from "./image-classifiers.ts";
import { KRONECKER } from "./kronecker.ts";
import { LMU_FORMERS } from "./lmuformer.ts";
import { LABELLERS } from "./labelled.ts";
import { LADDERS } from "./ladder.ts";
import { LANGUAGE_MODELS } from "./language-models.ts";
import { LONG_RANGE_ARENA } from "./long-range-arena.ts";
import { MACARONS } from "./macaron.ts";
import { MAMBAS } from "./mamba.ts";
import { MEMORY_FORMERS } from "./memoryformer.ts";
import { METAFORMERS } from "./metaformer.ts";
import { MINIMAL_TRANSFORMERS } from "./minimal-transformer.ts";
import { NOBLES } from "./noble.ts";
import { HYPERSPECTRALS } from "./bida.ts";
import { SEGMENTERS } from "./pem.ts";
import type { Preset } from "./preset.ts";
import { SLICED_RECURSIVES } from "./sliced-recursive.ts";
import { REPARAMETERISED } from "./reparameterised-depth.ts";
import { SPARSE_QUERY_DECODERS } from "./sparse-query-attention.ts";
import { SPECTFORMERS } from "./spectformer.ts";
import { THREE_PHASE, THREE_PHASE_ABLATIONS, THREE_PHASE_SWEEP } from "./three-phase.ts";
import { TIME_SERIES } from "./time-series.ts";
import { TOKEN_FORMERS } from "./tokenformer.ts";
import { TRANSFORMERS_IN_TRANSFORMERS } from "./transformer-in-transformer.ts";
import { TURBOVITS } from "./turbovit.ts";
import { VISION_MAMBAS } from "./vision-mamba.ts";
import { WIDE_ATTENTION } from "./wide-attention.ts";

export type { Preset, TrainingDefaults } from "./preset.ts";

/** Every preset, its document in the shortest form. */
export const PRESETS: readonly Preset[] = [
  ...LANGUAGE_MODELS,
  ...GELU_DECODERS,
  ...THREE_PHASE,
  ...THREE_PHASE_ABLATIONS,
  ...THREE_PHASE_SWEEP,
  ...SPARSE_QUERY_DECODERS,
  ...MAMBAS,
  ...MEMORY_FORMERS,
  ...TOKEN_FORMERS,
  ...NOBLES,
  ...COFRGENETS,
  ...COMBINERS,
  ...ECO_FORMERS,
  ...MINIMAL_TRANSFORMERS,
  ...WIDE_ATTENTION,
  ...MACARONS,
  ...LADDERS,
  ...ALGO_FORMERS,
  ...ALGO_REGRESSORS,
  ...KRONECKER,
  ...LONG_RANGE_ARENA,
  ...LABELLERS,
  ...DUAL_STREAMS,
  ...VISION_TRANSFORMERS,
  ...METAFORMERS,
  ...ACTIVATORS,
  ...FMVITS,
  ...REPARAMETERISED,
  ...SPECTFORMERS,
  ...VISION_MAMBAS,
  ...FORECASTERS,
  ...TIME_SERIES,
  ...LMU_FORMERS,
  ...TRANSFORMERS_IN_TRANSFORMERS,
  ...CROSSVITS,
  ...SLICED_RECURSIVES,
  ...TURBOVITS,
  ...SEGMENTERS,
  ...HYPERSPECTRALS,
].map((preset) => ({ ...preset, document: elideDefaults(preset.document, CATALOGUE) }));

const BY_ID = new Map(PRESETS.map((preset) => [preset.id, preset]));

/** The preset of that name; a sentence that offers the nearest if there is none. */
export function presetById(id: string): Preset {
  const preset = BY_ID.get(id);
  if (preset !== undefined) return preset;
  const near = nearestWord(id, [...BY_ID.keys()]);
  throw new Failure(`There is no preset “${id}”.${near === undefined ? "" : ` Did you mean “${near}”?`}`);
}
