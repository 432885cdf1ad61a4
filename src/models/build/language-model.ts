import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { Failure } from "../../lib/failure.ts";
import type { CheckedDocument } from "../document/validate.ts";
import { Projection } from "./block-build.ts";
import { buildModel, type ModelSetting } from "./model.ts";

/** A next-token model up to its head, whose product with the features is never formed whole. */
export interface BuiltLanguageModel {
  /** [B, T, C] */
  readonly features: GraphTensor;
  /** [Vocab, C] */
  readonly headWeight: GraphTensor;
  readonly headBias?: GraphTensor;
}

/** How many different tokens a next-token document reads; refuses other tasks. */
export function vocabularyOf(checked: CheckedDocument): number {
  const [input] = checked.program.ports.inputs;
  const { kind } = checked.document.task;
  if (kind === "next-token" && input.shape.content === "ids") return input.shape.vocabulary;
  throw new Failure(`This document's task is “${kind}”; a language model needs “next-token”.`);
}

/** Refuses a tokenizer that the document was not made for. */
export function assertVocabulary(checked: CheckedDocument, tokenizer: string, vocabulary: number): void {
  const own = vocabularyOf(checked);
  if (own === vocabulary) return;
  const name = checked.document.name ?? "This document";
  throw new Failure(
    `${name} reads a vocabulary of ${own} tokens, but the tokenizer “${tokenizer}” makes ${vocabulary}; choose a tokenizer with ${own}, or set the task's vocabulary to ${vocabulary}.`,
  );
}

/** Adds a next-token document to a graph whose ids are u32 [B, T]. */
export function languageModel(
  checked: CheckedDocument,
  setting: ModelSetting,
): (graph: Graph, ids: Tensor) => BuiltLanguageModel {
  vocabularyOf(checked);
  return (graph, ids) => {
    const { outputs } = buildModel(graph, checked, { tokens: ids }, setting);
    const head = checked.program.outputs.find((output) => output.port === "logits");
    const logits = head === undefined ? undefined : outputs.get(head.name);
    if (!(logits instanceof Projection)) {
      throw new Failure(
        "The head “logits” must end with an output head block, so that its loss can be computed in chunks.",
      );
    }
    const { input: features, weight: headWeight, bias } = logits;
    return bias === null ? { features, headWeight } : { features, headWeight, headBias: bias };
  };
}
