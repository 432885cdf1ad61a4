import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import type { Tensor } from "../../kernels-wgsl/index.ts";
import { Failure } from "../../lib/failure.ts";
import type { CheckedDocument } from "../document/validate.ts";
import { materialised } from "./layers.ts";
import { buildModel, type ModelSetting } from "./model.ts";

/** What queries say of images at one point of the network. */
export interface RegionReading {
  /** Logits [B, Q, K + 1], the last for no region. */
  readonly classes: GraphTensor;
  /** Logits [B, Q, rows, columns], above zero inside. */
  readonly masks: GraphTensor;
}

/** Adds a document that segments images to a graph whose images are [B, H, W, C]: its answers, the last of which counts. */
export function segmenter(
  checked: CheckedDocument,
  setting: ModelSetting,
): (graph: Graph, images: Tensor) => readonly RegionReading[] {
  const { kind } = checked.document.task;
  if (kind !== "segment") {
    throw new Failure(`This document's task is “${kind}”; to be trained on scenes it must be “segment”.`);
  }
  const [{ name: image }] = checked.program.ports.inputs;
  return (graph, images) => {
    const { outputs } = buildModel(graph, checked, { [image]: images }, setting);
    const named = (name: string): GraphTensor | undefined => {
      const value = outputs.get(name);
      return value === undefined ? undefined : materialised(graph, value);
    };
    const readings: RegionReading[] = [];
    for (const suffix of [...earlierSuffixes(outputs), ""]) {
      const [classes, masks] = ["classes", "masks"].map((port) => named(`${port}${suffix}`));
      if (classes === undefined || masks === undefined) {
        throw new Failure(
          `The document needs heads “classes${suffix}” and “masks${suffix}”, so that its loss can be computed.`,
        );
      }
      readings.push({ classes, masks });
    }
    return readings;
  };
}

/** Earlier answers are auxiliary heads, numbered from 0: -0, -1 and so on. */
function earlierSuffixes(outputs: ReadonlyMap<string, unknown>): readonly string[] {
  const suffixes: string[] = [];
  while (outputs.has(`classes-${suffixes.length}`)) suffixes.push(`-${suffixes.length}`);
  return suffixes;
}
