import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { Failure } from "../../lib/failure.ts";
import type { CheckedDocument } from "../document/validate.ts";
import { materialised } from "./layers.ts";
import { buildModel, type ModelSetting } from "./model.ts";

/** Logits [B, classes] of both domains, and of the streams in which one queries the other. */
export interface DomainAnswers {
  readonly source: GraphTensor;
  readonly target: GraphTensor;
  /** Source queries target. */
  readonly sourceToTarget: GraphTensor;
  readonly targetToSource: GraphTensor;
}

/** Adds a document of two domains to a graph whose patches are [B, r, r, bands]. */
export type DomainAdapter = (graph: Graph, source: Tensor, target: Tensor) => DomainAnswers;

export function domainAdapter(checked: CheckedDocument, setting: ModelSetting): DomainAdapter {
  const { kind } = checked.document.task;
  if (kind !== "domain-adaptation") {
    throw new Failure(`This document's task is “${kind}”; to be trained on two scenes it must be “domain-adaptation”.`);
  }
  return (graph, source, target) => {
    const { outputs } = buildModel(graph, checked, { source, target }, setting);
    const named = (name: string): GraphTensor => {
      const value = outputs.get(name);
      if (value === undefined) {
        throw new Failure(`The document needs a head “${name}”, so that its loss can be computed.`);
      }
      return materialised(graph, value);
    };
    return {
      source: named("source-logits"),
      target: named("target-logits"),
      sourceToTarget: named("source-to-target"),
      targetToSource: named("target-to-source"),
    };
  };
}
