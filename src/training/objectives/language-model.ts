import { IGNORE_INDEX } from "../../data/evaluation/slice.ts";
import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { headCrossEntropy } from "../../kernels-wgsl/head_cross_entropy/kernel.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import { matmul } from "../../kernels-wgsl/matmul/kernel.ts";

/** What a head's product reads, which is never formed whole. */
export interface HeadReading {
  /** [B,T,C] */
  readonly features: Tensor;
  /** [Vocab,C] */
  readonly headWeight: Tensor;
  readonly headBias?: Tensor;
}

/** A model up to its head. */
export interface LanguageModel extends HeadReading {
  /** The same head after earlier passes of a loop, which training grades too. */
  readonly earlier?: readonly HeadReading[];
}

/** Adds the model to a graph whose ids are u32 [B,T]. */
export type LanguageModelBuilder = (graph: Graph, ids: Tensor) => LanguageModel;

/** Adds the model to a graph whose images are f32 [B,H,W,C]. Its head reads [B,C]. */
export type ImageClassifierBuilder = (graph: Graph, images: Tensor) => HeadReading;

/** Adds the model to a graph whose ids are u32 [B,T]. Its head reads [B,C]. */
export type SequenceClassifierBuilder = (graph: Graph, ids: Tensor) => HeadReading;

export interface TokenLoss {
  /** Mean over the targets that are scored, [1]. */
  readonly loss: GraphTensor;
  /** Nats of each target, 0 where it is not scored, [B T]. */
  readonly tokenLoss: GraphTensor;
}

function rowsOf(graph: Graph, features: Tensor): GraphTensor {
  const width = features.shape[features.shape.length - 1];
  const rows = features.shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
  return graph.reshape(features, [rows, width]);
}

/** Cross-entropy of next tokens, fused with the head. Targets are i32 [B,T]. */
export function nextTokenLoss(graph: Graph, model: HeadReading, targets: Tensor, labelSmoothing = 0): TokenLoss {
  return graph.scoped("head", () => {
    const rows = rowsOf(graph, model.features);
    const inputs = [rows, model.headWeight, ...(model.headBias === undefined ? [] : [model.headBias])];
    const [loss, tokenLoss] = graph.apply(headCrossEntropy, [...inputs, graph.reshape(targets, [rows.shape[0]])], {
      ignoreIndex: IGNORE_INDEX,
      labelSmoothing,
    });
    return { loss, tokenLoss };
  });
}

/** What training lowers: the mean over all passes that are graded, [1]. Targets are i32 [B,T]. */
export function trainingLoss(graph: Graph, model: LanguageModel, targets: Tensor): GraphTensor {
  const { loss: last } = nextTokenLoss(graph, model, targets);
  const passes = model.earlier ?? [];
  if (passes.length === 0) return last;
  const sum = passes.reduce((total, pass) => {
    return map(graph, "add", [total, nextTokenLoss(graph, pass, targets).loss]) as GraphTensor;
  }, last);
  return map(graph, "scale", [sum], 1 / (passes.length + 1)) as GraphTensor;
}

/** Logits [B T, Vocab]. */
export function logitsOf(graph: Graph, model: HeadReading): Tensor {
  return graph.scoped("head", () => {
    const inputs = [rowsOf(graph, model.features), model.headWeight];
    const [logits] = graph.apply(matmul, inputs, { transposeA: false, transposeB: true });
    return model.headBias === undefined ? logits : map(graph, "add", [logits, model.headBias]);
  });
}
