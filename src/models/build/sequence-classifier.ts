import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { slice } from "../../kernels-wgsl/slice/kernel.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { Failure } from "../../lib/failure.ts";
import type { CheckedDocument } from "../document/validate.ts";
import { readingOf, type HeadReading } from "./language-model.ts";
import { buildModel, type ModelSetting } from "./model.ts";

/** Tasks that name one class of a whole row of tokens: of a sequence, or of the two halves of a row. */
const ROW_TASKS: readonly string[] = ["classify-sequence", "pair-retrieval"];

export function classifiesRows({ document }: CheckedDocument): boolean {
  return ROW_TASKS.includes(document.task.kind);
}

/** Adds a document that names the class of a row to a graph whose ids are u32 [B, T]; up to its head, which reads [B, C]. */
export function sequenceClassifier(
  checked: CheckedDocument,
  setting: ModelSetting,
): (graph: Graph, ids: Tensor) => HeadReading {
  if (!classifiesRows(checked)) {
    throw new Failure(
      `This document's task is “${checked.document.task.kind}”; to name the class of a row it must be one of ${ROW_TASKS.map((task) => `“${task}”`).join(", ")}.`,
    );
  }
  const { inputs } = checked.program.ports;
  return (graph, ids) => {
    const parts = partsOf(graph, ids, inputs.length);
    const read = Object.fromEntries(inputs.map(({ name }, index) => [name, parts[index]]));
    return readingOf(buildModel(graph, checked, read, setting).outputs.get("logits"));
  };
}

/** A row as so many equal parts, [B, T / count] each. */
function partsOf(graph: Graph, ids: Tensor, count: number): readonly Tensor[] {
  if (count === 1) return [ids];
  const [batch, length] = ids.shape;
  if (length % count !== 0) {
    throw new Failure(`A row of ${length} tokens cannot be read as ${count} sequences of equal length.`);
  }
  const part = length / count;
  return Array.from({ length: count }, (_, index): GraphTensor => {
    const range = { start: [0, index * part], stop: [batch, (index + 1) * part], step: [1, 1] };
    return graph.apply(slice, [ids], range)[0];
  });
}
