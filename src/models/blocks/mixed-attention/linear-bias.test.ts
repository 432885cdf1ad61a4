import { expect, test } from "vitest";
import { Graph } from "../../../engine/graph/graph.ts";
import { interpret } from "../../../engine/graph/interpret.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import { attendSeparate } from "../../build/attend.ts";
import { placeTable, withPlaces, withSlopes } from "./linear-bias.ts";

test("scores fall linearly with the distance, by a slope of each head", () => {
  const [heads, width, length] = [2, 4, 5];
  const graph = new Graph();
  const zeros = graph.constant("zeros", f32(1, length, heads * width), () => new Float64Array(length * heads * width));
  const values = graph.constant("values", f32(1, length, heads), () =>
    Float64Array.from({ length: length * heads }, (_, i) => Math.floor(i / heads)),
  );
  const keys = withPlaces({ graph }, zeros, heads, placeTable({ graph }, length));
  const settings = {
    queryHeads: heads,
    kvHeads: heads,
    headWidth: width + 1,
    valueWidth: 1,
    rotaryWidth: 0,
    ropeBase: 1,
    isCausal: true,
    scale: 1 / Math.sqrt(width),
  };
  const gathered = attendSeparate(graph, [withSlopes({ graph }, zeros, heads), keys, values], settings);
  const found = new Map<number, Float64Array>();
  interpret(graph, graph.nodes, found);
  // Slopes of two heads are 2^-4 and 2^-8; each query's answer is its mean place.
  [2 ** -4, 2 ** -8].forEach((slope, head) => {
    const weights = Array.from({ length }, (_, place) => Math.exp(slope * (place - length + 1)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const want = weights.reduce((sum, weight, place) => sum + (weight * place) / total, 0);
    expect(found.get(gathered.root.id)?.[(length - 1) * heads + head]).toBeCloseTo(want, 12);
  });
});
