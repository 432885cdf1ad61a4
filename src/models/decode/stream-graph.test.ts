import { describe, expect, test } from "vitest";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { sizeOf } from "../../kernels-wgsl/index.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { float64ImageRun } from "../build/float64-image-run.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { causalTransformer, lmuFormer, spikingLmuFormer, type KeywordSize } from "../presets/lmuformer.ts";
import { streamGraph } from "./stream-graph.ts";

const SIZE: KeywordSize = { steps: 11, channels: 3, classes: 4, width: 6, memory: 5, ratio: 2 };
const X = randomValues(SIZE.steps * SIZE.channels, 1).map((value) => 3 * value);
const CAUSAL = { causal: true };

/** Other than at the start: statistics and gains as after some training. */
const trained = (name: string, initial: Float64Array): Float64Array =>
  /(mean|variance|gain|bias)$/.test(name)
    ? initial.map((value, i) => value + 0.3 * Math.abs(Math.sin(i + name.length)))
    : initial;

/** Logits after each frame, from states full of rubbish. */
function streamed(document: ArchitectureDocument, frames: number): Float64Array[] {
  const { graph } = streamGraph(readDocument(document, CATALOGUE));
  const values = initialParameters(graph, 1);
  for (const { tensor, declaration } of graph.parameters) {
    values.set(tensor.id, trained(declaration.parts[0].name, values.get(tensor.id)!));
  }
  const roots = new Map(graph.nodes.flatMap(({ inputs }) => inputs.map(({ root }) => [root.id, root] as const)));
  for (const { id, storage, shape } of roots.values()) {
    if (storage === "buffer") values.set(id, new Float64Array(sizeOf(shape)).fill(1e3));
  }
  return Array.from({ length: frames }, (_, t) => {
    for (const { id, storage, name } of roots.values()) {
      if (storage !== "input") continue;
      values.set(id, name === "frame" ? X.slice(t * SIZE.channels, (t + 1) * SIZE.channels) : Float64Array.of(t));
    }
    interpret(graph, graph.nodes, values);
    return Float64Array.from(values.get(graph.outputs.get("logits")!.root.id)!);
  });
}

/** Logits of the first `frames` frames read at once. */
function atOnce(document: (size: KeywordSize) => ArchitectureDocument, frames: number): Float64Array {
  const cut = X.slice(0, frames * SIZE.channels);
  return float64ImageRun(document({ ...SIZE, steps: frames }), cut, [0], { isTraining: false, weights: trained })
    .logits;
}

describe("frame by frame", () => {
  test("the transformer and both LMUFormers read the whole series as at once", () => {
    const documents = [
      (size: KeywordSize) => lmuFormer("lmu", size, CAUSAL),
      (size: KeywordSize) => spikingLmuFormer("spike", size, CAUSAL),
      (size: KeywordSize) => causalTransformer("transformer", 2, 7, { ...size, width: 8 }),
    ];
    for (const document of documents) {
      const logits = streamed(document(SIZE), SIZE.steps);
      const whole = atOnce(document, SIZE.steps);
      whole.forEach((value, k) => expect(logits[SIZE.steps - 1][k]).toBeCloseTo(value, 10));
      expect(whole.some((value) => Math.abs(value) > 1e-6)).toBe(true);
    }
  });

  test("after fewer frames the answer is that of the frames so far: nothing later is seen", () => {
    const document = (size: KeywordSize): ArchitectureDocument =>
      causalTransformer("transformer", 1, 7, { ...size, width: 8 });
    const whole = atOnce(document, 4);
    whole.forEach((value, k) => expect(streamed(document(SIZE), 4)[3][k]).toBeCloseTo(value, 10));
  });

  test("what looks ahead is refused with what would help", () => {
    expect(() => streamed(lmuFormer("ahead", SIZE), 1)).toThrow("switch its causal padding on");
  });

  test("the state has a constant size: potentials, histories and memories", () => {
    const { states } = streamGraph(readDocument(spikingLmuFormer("spike", SIZE, CAUSAL), CATALOGUE));
    const named = states.map(({ name }) => name.split(".").at(-1));
    expect(named.filter((name) => name === "potential")).toHaveLength(11);
    expect(named.filter((name) => name === "history")).toHaveLength(5);
    expect(named.filter((name) => name === "memory")).toHaveLength(1);
  });
});
