import type { z } from "../../lib/zod.ts";
import { catalogueOf } from "../document/definition.ts";
import { TASKS } from "../document/tasks/index.ts";
import { activation } from "./activation/block.ts";
import { attention } from "./attention/block.ts";
import { autoCorrelation } from "./auto-correlation/block.ts";
import { averagedHead } from "./averaged-head/block.ts";
import { batchNorm } from "./batch-norm/block.ts";
import { branchedConvolution } from "./branched-convolution/block.ts";
import { channelizedFeedForward } from "./channelized-feed-forward/block.ts";
import { classTokenExchange } from "./class-token-exchange/block.ts";
import { classToken } from "./class-token/block.ts";
import { combinerAttention } from "./combiner-attention/block.ts";
import { contextModulation } from "./context-modulation/block.ts";
import { continuedFraction } from "./continued-fraction/block.ts";
import { convolution } from "./convolution/block.ts";
import { deformableConvolution } from "./deformable-convolution/block.ts";
import { depthwiseConvolution } from "./depthwise-convolution/block.ts";
import { dropout } from "./dropout/block.ts";
import { ecoAttention } from "./eco-attention/block.ts";
import { feedForward } from "./feed-forward/block.ts";
import { flattenMap } from "./flatten-map/block.ts";
import { fractionAttention } from "./fraction-attention/block.ts";
import { frequencyBlock } from "./frequency-block/block.ts";
import { frequencyMixer } from "./frequency-mixer/block.ts";
import { gatedUnit } from "./gated-unit/block.ts";
import { head } from "./head/block.ts";
import { horn } from "./horn/block.ts";
import { joinPositions } from "./join-positions/block.ts";
import { legendreFilter } from "./legendre-filter/block.ts";
import { joinedAttention } from "./joined-attention/block.ts";
import { joinedFeedForward } from "./joined-feed-forward/block.ts";
import { legendreMemory } from "./legendre-memory/block.ts";
import { levelEmbedding } from "./level-embedding/block.ts";
import { linear } from "./linear/block.ts";
import { mamba } from "./mamba/block.ts";
import { maskUnits } from "./mask-units/block.ts";
import { memoryAttention } from "./memory-attention/block.ts";
import { memoryFeedForward } from "./memory-feed-forward/block.ts";
import { minimalAttention } from "./minimal-attention/block.ts";
import { mixedAttention } from "./mixed-attention/block.ts";
import { movingAverage } from "./moving-average/block.ts";
import { nobleAttention } from "./noble-attention/block.ts";
import { nobleFeedForward } from "./noble-feed-forward/block.ts";
import { norm } from "./norm/block.ts";
import { padClassRow } from "./pad-class-row/block.ts";
import { pairFeatures } from "./pair-features/block.ts";
import { pairedAttention } from "./paired-attention/block.ts";
import { patchEmbedding } from "./patch-embedding/block.ts";
import { pattention } from "./pattention/block.ts";
import { phaseRotation } from "./phase-rotation/block.ts";
import { poolMixer } from "./pool-mixer/block.ts";
import { poolPositions } from "./pool-positions/block.ts";
import { poolQuarters } from "./pool-quarters/block.ts";
import { positionEmbedding } from "./position-embedding/block.ts";
import { positionMixer } from "./position-mixer/block.ts";
import { queryAttention } from "./query-attention/block.ts";
import { queryEmbedding } from "./query-embedding/block.ts";
import { regionAttention } from "./region-attention/block.ts";
import { regionHead } from "./region-head/block.ts";
import { resizeMap } from "./resize-map/block.ts";
import { probSparseAttention } from "./prob-sparse-attention/block.ts";
import { semanticTokens } from "./semantic-tokens/block.ts";
import { seriesConvolution } from "./series-convolution/block.ts";
import { seriesNorm } from "./series-norm/block.ts";
import { seriesPatches } from "./series-patches/block.ts";
import { seriesRestore } from "./series-restore/block.ts";
import { slicedAttention } from "./sliced-attention/block.ts";
import { spectralConvolution } from "./spectral-convolution/block.ts";
import { spectralGate } from "./spectral-gate/block.ts";
import { spikingNeuron } from "./spiking-neuron/block.ts";
import { squeezeExcite } from "./squeeze-excite/block.ts";
import { sum } from "./sum/block.ts";
import { tensorAttention } from "./tensor-attention/block.ts";
import { tokenAttention } from "./token-attention/block.ts";
import { tokenEmbedding } from "./token-embedding/block.ts";
import { tokenGate } from "./token-gate/block.ts";
import { tokenMap } from "./token-map/block.ts";
import { transpose } from "./transpose/block.ts";
import { unitAttention } from "./unit-attention/block.ts";
import { wordEmbedding } from "./word-embedding/block.ts";

/** Every block kind, in the order of the palette. Adding one is a folder here and a line. */
export const BLOCKS = [
  tokenEmbedding,
  patchEmbedding,
  wordEmbedding,
  classToken,
  positionEmbedding,
  levelEmbedding,
  queryEmbedding,
  seriesPatches,
  flattenMap,
  tokenMap,
  semanticTokens,
  maskUnits,
  poolQuarters,
  transpose,
  joinPositions,
  padClassRow,
  attention,
  combinerAttention,
  ecoAttention,
  legendreFilter,
  legendreMemory,
  mamba,
  memoryAttention,
  minimalAttention,
  mixedAttention,
  nobleAttention,
  slicedAttention,
  tensorAttention,
  tokenAttention,
  unitAttention,
  autoCorrelation,
  probSparseAttention,
  frequencyBlock,
  fractionAttention,
  pairedAttention,
  queryAttention,
  regionAttention,
  poolMixer,
  positionMixer,
  tokenGate,
  joinedAttention,
  frequencyMixer,
  spectralGate,
  depthwiseConvolution,
  convolution,
  spectralConvolution,
  deformableConvolution,
  branchedConvolution,
  seriesConvolution,
  movingAverage,
  linear,
  activation,
  spikingNeuron,
  feedForward,
  gatedUnit,
  joinedFeedForward,
  channelizedFeedForward,
  memoryFeedForward,
  nobleFeedForward,
  pattention,
  continuedFraction,
  squeezeExcite,
  contextModulation,
  norm,
  batchNorm,
  seriesNorm,
  seriesRestore,
  phaseRotation,
  sum,
  resizeMap,
  pairFeatures,
  classTokenExchange,
  horn,
  dropout,
  poolPositions,
  head,
  averagedHead,
  regionHead,
] as const;

type Registered = (typeof BLOCKS)[number];

export type BlockKind = Registered["kind"];
type DefinitionOf<Kind extends BlockKind> = Extract<Registered, { kind: Kind }>;

/** Knobs of a kind as a document may give them: all optional. */
export type KnobsGiven<Kind extends BlockKind> = z.input<DefinitionOf<Kind>["knobs"]>;
/** Knobs of a kind with every default filled in. */
export type KnobsOf<Kind extends BlockKind> = z.output<DefinitionOf<Kind>["knobs"]>;

/** The product's catalogue: what documents may be made of. */
export const CATALOGUE = catalogueOf(BLOCKS, TASKS);
