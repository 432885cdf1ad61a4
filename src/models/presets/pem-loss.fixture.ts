import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph, type GraphTensor } from "../../engine/graph/graph.ts";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { countedLosses } from "../build/counted-losses.ts";
import { readDocument } from "../document/validate.ts";
import { PEM_MINI, segmenter, type SegmenterSize } from "./pem.ts";

const SMALL: SegmenterSize = {
  ...PEM_MINI,
  height: 32,
  width: 32,
  classes: 3,
  backbone: [4, 5, 4, 6],
  hidden: 8,
  queries: 6,
  heads: 2,
  layers: 2,
  levels: 2,
};
const BATCH = 2;

/** What an input of the loss holds: an image of noise, and stripes of cells as segments, the last of which is not there. */
function valueOf(name: string, i: number, noise: number): number {
  if (name === "image") return noise;
  if (name === "segment masks") return Number(Math.floor(i / 256) % 6 === Math.floor((i % 256) / 52));
  if (name === "segment classes") return Number(Math.floor(i / 3) % 3 === i % 3);
  return Number(i % 6 < 5);
}

/** The loss of a small segmenter on two images, its gradients, and values of the inputs. */
export function segmenterLoss(change: Partial<SegmenterSize>): {
  readonly graph: Graph;
  readonly loss: GraphTensor;
  readonly inputs: ReadonlyMap<GraphTensor, Float64Array>;
} {
  const graph = new Graph();
  const checked = readDocument(segmenter("small", { ...SMALL, ...change }), CATALOGUE);
  const [loss] = countedLosses(graph, checked, { batch: BATCH, sequenceLength: 1 });
  graph.output("loss", loss);
  differentiate(graph, [{ loss, weight: 1 }]);
  const read = new Set(graph.nodes.flatMap((node) => node.inputs.map(({ root }) => root)));
  const given = [...read].filter(({ storage }) => storage === "input");
  const values = given.map((tensor) => {
    const noise = randomValues(sizeOf(tensor.shape), 77);
    return [tensor, noise.map((value, i) => valueOf(tensor.name, i, value))] as const;
  });
  return { graph, loss, inputs: new Map(values) };
}
