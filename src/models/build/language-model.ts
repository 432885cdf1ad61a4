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

/** A model that answers at every token, up to its head. */
export interface BuiltLanguageModel extends HeadReading {
  /** The same head after earlier passes of a loop, which training grades too; usually none. */
  readonly earlier: readonly HeadReading[];
}

/** Tasks that ask for an answer at tokens. */
const TOKEN_TASKS: readonly string[] = ["next-token", "label-tokens"];

/** How many different tokens a document reads that answers at every one of them; refuses other tasks. */
export function vocabularyOf(checked: CheckedDocument): number {
  const { kind } = checked.document.task;
  const vocabulary = tokensRead(checked);
  if (TOKEN_TASKS.includes(kind) && vocabulary !== undefined) return vocabulary;
  throw new Failure(`This document's task is “${kind}”; to train on tokens it must be “next-token” or “label-tokens”.`);
}

/** How many different tokens a document reads, whatever it answers; undefined where it reads none. */
function tokensRead({ program }: CheckedDocument): number | undefined {
  const [{ shape }] = program.ports.inputs;
  return shape.content === "ids" ? shape.vocabulary : undefined;
}

/** What the data ask at each token: the next one, or one of so many labels. */
export type TokenAnswers = "next-token" | { readonly classes: number };

/** Refuses a document whose task is not that of the data. */
export function assertAnswers(checked: CheckedDocument, answers: TokenAnswers): void {
  const { kind } = checked.document.task;
  const name = checked.document.name ?? "This document";
  const wanted = answers === "next-token" ? "next-token" : "label-tokens";
  if (kind !== wanted) {
    throw new Failure(
      `${name} has the task “${kind}”, but these data ask for “${wanted}”; choose ${wanted === "next-token" ? "a text" : "a labelled task's own presets"}, or set the document's task.`,
    );
  }
  if (answers === "next-token") return;
  assertClasses(checked, answers.classes);
}

/** Refuses a document that tells other classes apart than the data have. */
export function assertClasses(checked: CheckedDocument, classes: number): void {
  const [{ shape }] = checked.program.ports.outputs;
  if (shape.content === "features" && shape.width === classes) return;
  throw new Failure(
    `${checked.document.name ?? "This document"} tells other classes apart than the ${classes} of these data; set its task's classes.`,
  );
}

/** Refuses a tokenizer that the document was not made for. */
export function assertVocabulary(checked: CheckedDocument, tokenizer: string, vocabulary: number): void {
  const own = tokensRead(checked);
  if (own === vocabulary) return;
  const name = checked.document.name ?? "This document";
  throw new Failure(
    `${name} reads a vocabulary of ${own} tokens, but the tokenizer “${tokenizer}” makes ${vocabulary}; choose a tokenizer with ${own}, or set the task's vocabulary to ${vocabulary}.`,
  );
}

/** Adds a document that answers at every token to a graph whose ids are u32 [B, T]. */
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

/** What a head's product reads; refuses a head that ends with another block. */
export function readingOf(logits: BuiltValue | undefined): HeadReading {
  if (!(logits instanceof Projection)) {
    throw new Failure(
      "The head “logits” must end with an output head block, so that its loss can be computed in chunks.",
    );
  }
  const { input: features, weight: headWeight, bias } = logits;
  return bias === null ? { features, headWeight } : { features, headWeight, headBias: bias };
}
