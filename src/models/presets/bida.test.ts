import { describe, expect, test } from "vitest";
import { differentiate } from "../../engine/graph/differentiate.ts";
import { Graph } from "../../engine/graph/graph.ts";
import { randomValues } from "../../kernels-wgsl/_kernel/check-gradient.ts";
import { f32 } from "../../kernels-wgsl/index.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { adaptationTermsOf, distillation } from "../build/adaptation-loss.ts";
import { costOf } from "../build/cost.ts";
import { domainAdapter } from "../build/domain-adapter.ts";
import { float64Batch } from "../build/float64-batch.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { bida, HYPERSPECTRALS } from "./bida.ts";

const BATCH = 3;
const SIZE = 7 * 7 * 16;

/** Logits of the four streams as they are evaluated. */
function answersOf(document: ArchitectureDocument, source: Float64Array, target: Float64Array) {
  const graph = new Graph();
  const [first, second] = ["source", "target"].map((name) => graph.input(name, f32(BATCH, 7, 7, 16)));
  const answers = domainAdapter(readDocument(document, CATALOGUE), { isTraining: false })(graph, first, second);
  const inputs = new Map([
    [first.id, source],
    [second.id, target],
  ]);
  const { valueOf } = float64Batch(graph, inputs, { seed: 1 });
  const { sourceToTarget, targetToSource } = answers;
  return [answers.source, answers.target, sourceToTarget, targetToSource].map(({ root }) => [...valueOf(root.id)]);
}

describe("BiDA", () => {
  test.each(HYPERSPECTRALS)("$id has 62,965 parameters", ({ document }) => {
    expect(costOf(readDocument(document, CATALOGUE), { batch: 2, sequenceLength: 1 }).parameters).toBe(62_965);
  });

  test.each(["bida", "bida-released"])("%s: equal patches in both domains have equal answers in all streams", (id) => {
    const { document } = HYPERSPECTRALS.find((preset) => preset.id === id)!;
    const patches = randomValues(BATCH * SIZE, 1);
    const [source, ...others] = answersOf(document, patches, patches);
    for (const other of others) {
      other.forEach((value, i) => expect(value).toBeCloseTo(source[i], 12));
    }
  });

  test("the target's answers do not depend on the source, the mixed ones on both", () => {
    const document = bida("bida", {});
    const [one, other, target] = [1, 2, 3].map((stream) => randomValues(BATCH * SIZE, stream));
    const [before, after] = [answersOf(document, one, target), answersOf(document, other, target)];
    expect(after[1]).toEqual(before[1]);
    for (const stream of [0, 2, 3]) expect(after[stream]).not.toEqual(before[stream]);
  });

  test("without weight nothing is transferred", () => {
    const document = bida("bida", {});
    const task = { ...document.task, knobs: { ...document.task.knobs, transferWeight: 0 } };
    const terms = adaptationTermsOf(readDocument({ ...document, task }, CATALOGUE));
    expect([terms.distillation, terms.alignmentStart]).toEqual(["off", null]);
  });
});

/** Distillation's loss and the gradient of the student, and of the teacher, in float64. */
function distilled(teacher: readonly number[], student: readonly number[], stopsTeacher = false) {
  const graph = new Graph();
  const [a, b] = ["a", "b"].map((name) =>
    graph.parameter({
      parts: [{ name, shape: [1, 2], initialiser: { kind: "constant", value: 0 } }],
      role: "matrix",
      decay: false,
      learningRateScale: 1,
      isTrainable: true,
    }),
  );
  const loss = distillation(graph, a, b, stopsTeacher);
  differentiate(graph, [{ loss, weight: 1 }]);
  const weights = (name: string): Float64Array => Float64Array.from(name === "a" ? teacher : student);
  const { valueOf, gradients } = float64Batch(graph, new Map(), { seed: 1, weights });
  return { loss: valueOf(loss.root.id)[0], teacher: [...gradients.get("a")!], student: [...gradients.get("b")!] };
}

describe("distillation", () => {
  test("worked numbers", () => {
    const { loss, student } = distilled([1, 0], [0, 0]);
    expect(loss).toBeCloseTo(0.693147, 6);
    expect(student[0]).toBeCloseTo(-0.231059, 6);
    expect(student[1]).toBeCloseTo(0.231059, 6);
  });

  test("is least where the student says what the teacher says", () => {
    const { loss, student } = distilled([0.3, -1], [0.3, -1]);
    for (const value of student) expect(value).toBeCloseTo(0, 14);
    expect(distilled([0.3, -1], [0.4, -1]).loss).toBeGreaterThan(loss);
  });

  test("the teacher's gradient is -p (log q - sum p log q), and nothing where it is stopped", () => {
    const [p, q] = [1 / (1 + Math.exp(-1)), 1 / (1 + Math.exp(2))];
    const mean = p * Math.log(q) + (1 - p) * Math.log(1 - q);
    expect(distilled([1, 0], [0, 2]).teacher[0]).toBeCloseTo(-p * (Math.log(q) - mean), 12);
    expect(distilled([1, 0], [0, 2], true).teacher.every((value) => !(Math.abs(value) > 0))).toBe(true);
  });
});
