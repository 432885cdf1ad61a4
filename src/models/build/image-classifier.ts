import type { Graph } from "../../engine/graph/graph.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { Failure } from "../../lib/failure.ts";
import type { CheckedDocument } from "../document/validate.ts";
import { Projection } from "./block-build.ts";
import type { HeadReading } from "./language-model.ts";
import { buildModel, type ModelSetting } from "./model.ts";

/** Tasks that name one class of numbers that are read whole. */
const CLASS_TASKS: readonly string[] = ["classify-image", "classify-series"];

/** Adds a document that names the class of an image, or of a series, to a graph whose images are [B, H, W, C] or [B, T, C]; up to its head, which reads [B, C]. */
export function imageClassifier(
  checked: CheckedDocument,
  setting: ModelSetting,
): (graph: Graph, images: Tensor) => HeadReading {
  const { kind } = checked.document.task;
  if (!CLASS_TASKS.includes(kind)) {
    throw new Failure(
      `This document's task is “${kind}”; to be trained on classes of images or series it must be one of ${CLASS_TASKS.map((task) => `“${task}”`).join(", ")}.`,
    );
  }
  const [{ name }] = checked.program.ports.inputs;
  return (graph, images) => {
    const logits = buildModel(graph, checked, { [name]: images }, setting).outputs.get("logits");
    if (!(logits instanceof Projection)) {
      throw new Failure("The head “logits” must end with an output head block, so that its loss can be computed.");
    }
    const { input: features, weight: headWeight, bias } = logits;
    return bias === null ? { features, headWeight } : { features, headWeight, headBias: bias };
  };
}
