import { Graph } from "../../engine/graph/graph.ts";
import { f32, sizeOf } from "../../kernels-wgsl/index.ts";
import { Failure } from "../../lib/failure.ts";
import { imageClassifier } from "../build/image-classifier.ts";
import { linear } from "../build/layers.ts";
import type { CheckedDocument } from "../document/validate.ts";
import { StepBuilder, type DecodeGraph } from "./decode-graph.ts";

/**
 * One frame of a document that classifies series, as frames come in: inputs `frame` f32 [1, 1, C] and `position` u32 [1], output `logits`
 * [1, classes], those of the series as far as it has come. Throws a Failure where a block waits for later frames.
 */
export function streamGraph(checked: CheckedDocument): DecodeGraph {
  const { task } = checked.document;
  const { shape } = checked.program.ports.inputs[0];
  if (task.kind !== "classify-series" || shape.content !== "features") {
    throw new Failure(
      `This document's task is “${task.kind}”; frame by frame only documents are read that classify series.`,
    );
  }
  const builder = new StepBuilder(new Graph(), Number(shape.positions[0]));
  const { graph, states } = builder;
  const frame = graph.input("frame", f32(1, 1, shape.width));
  const { features, headWeight, headBias } = imageClassifier(checked, {
    isTraining: false,
    buildBlock: (step, context) => builder.block(step, context),
  })(graph, frame);
  graph.output("logits", linear(graph, features, headWeight, headBias ?? null));
  return { graph, states, stateBytes: 4 * states.reduce((sum, { shape: own }) => sum + sizeOf(own), 0) };
}
