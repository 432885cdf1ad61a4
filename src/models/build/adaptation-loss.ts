import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { concat } from "../../kernels-wgsl/concat/kernel.ts";
import { crossEntropy } from "../../kernels-wgsl/cross_entropy/kernel.ts";
import { map } from "../../kernels-wgsl/elementwise/kernel.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { mmd } from "../../kernels-wgsl/mmd/kernel.ts";
import { reduce } from "../../kernels-wgsl/reduce/kernel.ts";
import { logSoftmax, softmax } from "../../kernels-wgsl/softmax/kernel.ts";
import { domainAdaptation } from "../document/tasks/domain-adaptation.ts";
import type { CheckedDocument } from "../document/validate.ts";
import type { DomainAnswers } from "./domain-adapter.ts";

/** The parts of the loss that a document's task names. */
export type AdaptationTerms = ReturnType<typeof adaptationTermsOf>;

export function adaptationTermsOf({ document }: CheckedDocument) {
  const knobs = domainAdaptation.knobs.parse(document.task.knobs ?? {});
  const { labels, distillation, stopTeacher, alignment, alignmentStart, transferWeight } = knobs;
  return {
    labels,
    distillation: transferWeight > 0 ? distillation : "off",
    stopTeacher,
    /** Share of the run after which answers are aligned; null: never. */
    alignmentStart: alignment && transferWeight > 0 ? alignmentStart : null,
    transferWeight,
  } as const;
}

/** Whether patches without labels are learned from. */
export const isAdapting = ({ distillation, alignmentStart }: AdaptationTerms): boolean =>
  distillation !== "off" || alignmentStart !== null;

/** Mean over the batch of the student's cross-entropy against the teacher's probabilities, [1]. */
export function distillation(graph: Graph, teacher: Tensor, student: Tensor, stopsTeacher: boolean): GraphTensor {
  const [likely] = graph.apply(softmax, [teacher], { axis: -1 });
  const taught = stopsTeacher ? map(graph, "hold", [likely]) : likely;
  const [learned] = graph.apply(logSoftmax, [student], { axis: -1 });
  const products = map(graph, "multiply", [taught, learned]);
  const [sum] = graph.apply(reduce, [products], { kind: "sum", axes: [0, 1], keepdims: false });
  return map(graph, "scale", [sum], -1 / student.shape[0]) as GraphTensor;
}

/** Half of the discrepancies between both domains' answers and between both mixed streams', [1]. */
function alignmentOf(graph: Graph, answers: DomainAnswers): GraphTensor {
  const between = (one: Tensor, other: Tensor): Tensor =>
    graph.apply(mmd, graph.apply(concat, [one, other], { axis: 0 }), {})[0];
  const sum = map(graph, "add", [
    between(answers.source, answers.target),
    between(answers.sourceToTarget, answers.targetToSource),
  ]);
  return map(graph, "scale", [sum], 0.5) as GraphTensor;
}

/**
 * Cross-entropy of the source's answers, and what carries them over to the target, [1]. Labels are i32 [B] of the source;
 * `alignmentSwitch` [1] is 0 before the alignment begins and 1 from then on.
 */
export function adaptationLoss(
  graph: Graph,
  answers: DomainAnswers,
  labels: Tensor,
  terms: AdaptationTerms,
  alignmentSwitch: () => Tensor,
): GraphTensor {
  const { distillation: direction, stopTeacher, transferWeight } = terms;
  const settings = { ignoreIndex: -100, labelSmoothing: 0 };
  const [supervised] = graph.apply(crossEntropy, [answers.source, labels], settings);
  const transfer: Tensor[] = [];
  if (direction === "both" || direction === "to-target") {
    transfer.push(distillation(graph, answers.sourceToTarget, answers.target, stopTeacher));
  }
  if (direction === "both" || direction === "to-source") {
    transfer.push(distillation(graph, answers.targetToSource, answers.source, stopTeacher));
  }
  if (terms.alignmentStart !== null) {
    transfer.push(map(graph, "multiply", [alignmentOf(graph, answers), alignmentSwitch()]));
  }
  return transfer.reduce<GraphTensor>(
    (loss, term) => map(graph, "add", [loss, map(graph, "scale", [term], transferWeight)]) as GraphTensor,
    supervised,
  );
}
