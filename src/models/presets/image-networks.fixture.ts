import { expect } from "vitest";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { hashName } from "../../lib/threefry.ts";
import { float64ImageRun, imageGraph } from "../build/float64-image-run.ts";
import type { ArchitectureDocument } from "../document/types.ts";

/** The same network on square RGB images of another side and with another number of classes. */
export const onImagesOf = (document: ArchitectureDocument, side: number, classes: number): ArchitectureDocument => ({
  ...document,
  task: { kind: "classify-image", knobs: { height: side, width: side, channels: 3, classes } },
});

/** Random square RGB images [count, side, side, 3] flat. */
export const randomImages = (count: number, side: number, seed = 1): Float64Array =>
  randomValues(count * side * side * 3, seed);

/** Spreads every parameter out, so that nothing is zero or one by its start and every branch matters. */
const spread = (name: string, initial: Float64Array): Float64Array => {
  const noise = randomValues(initial.length, hashName(name));
  return initial.map((value, i) => value + 0.3 * noise[i]);
};

/**
 * One element of every parameter's gradient against central differences of the loss, on two images of `side`, from weights away
 * from their start. Kinks (a maximum, relu) are unlikely to lie within the step.
 */
export function expectImageGradients(document: ArchitectureDocument, side: number): void {
  const images = randomImages(2, side);
  const classes = [1, 2];
  const { gradients } = float64ImageRun(document, images, classes, { weights: spread });
  const { graph, loss, ...inputs } = imageGraph(document, classes.length, true);
  const start = initialParameters(graph, 1);
  for (const { tensor, declaration } of graph.parameters) {
    start.set(tensor.id, spread(declaration.parts[0].name, start.get(tensor.id) ?? new Float64Array()));
  }
  const forward = graph.nodes.filter(({ phase }) => phase === "forward");
  start.set(inputs.images.id, images);
  start.set(inputs.classes.id, Float64Array.from(classes));
  const lossAt = (id: number, index: number, step: number): number => {
    const moved = start.get(id)?.map((value, i) => (i === index ? value + step : value)) ?? new Float64Array();
    const values = new Map(start).set(id, moved);
    interpret(graph, forward, values);
    return values.get(loss.root.id)?.[0] ?? NaN;
  };
  for (const { tensor, declaration } of graph.parameters) {
    const { name } = declaration.parts[0];
    if (!declaration.isTrainable) continue;
    const gradient = gradients.get(name) ?? new Float64Array();
    const index = Math.floor(gradient.length / 2);
    const want = (lossAt(tensor.id, index, 1e-5) - lossAt(tensor.id, index, -1e-5)) / 2e-5;
    expect(Math.abs(gradient[index] - want), name).toBeLessThan(1e-8 + 1e-6 * Math.abs(want));
  }
}
