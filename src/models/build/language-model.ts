import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { Failure } from "../../lib/failure.ts";
import type { CheckedDocument } from "../document/validate.ts";
import { Projection, type BuiltValue } from "./block-build.ts";
import { buildModel, type ModelSetting } from "./model.ts";

/** What a head's product reads, which is never formed whole. */
export interface HeadReading {
  /** [B, T, C] */
  readonly features: GraphTensor;
  /** [Vocab, C] */
  readonly headWeight: GraphTensor;
  readonly headBias?: GraphTensor;
}

/** A next-token model up to its head. */
export interface BuiltLanguageModel extends HeadReading {
  /** The same head after earlier passes of a loop, which training grades too; usually none. */
  readonly earlier: readonly HeadReading[];
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
    const head = checked.document.heads.find(({ name, port }) => (port ?? name) === "logits");
    const passes = checked.program.outputs.filter(
      ({ name }) => name === head?.name || name.startsWith(`${head?.name}-pass-`),
    );
    const readings = passes.map(({ name }) => readingOf(outputs.get(name)));
    return { ...readings[readings.length - 1], earlier: readings.slice(0, -1) };
  };
}

function readingOf(logits: BuiltValue | undefined): HeadReading {
  if (!(logits instanceof Projection)) {
    throw new Failure(
      "The head “logits” must end with an output head block, so that its loss can be computed in chunks.",
    );
  }
  const { input: features, weight: headWeight, bias } = logits;
  return bias === null ? { features, headWeight } : { features, headWeight, headBias: bias };
}
