import type { Program } from "../../engine/gpu/program.ts";
import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { imageClassifier } from "../../models/build/image-classifier.ts";
import { languageModel } from "../../models/build/language-model.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import type { HeadReading } from "../../training/objectives/language-model.ts";
import { permuteAxes } from "./axes.ts";
import { tensorOf } from "./golden-case.ts";
import type { GoldenCase } from "./golden-case.ts";

/** The data of a model case: a batch for each step. */
export interface GoldenFeed {
  readonly steps: number;
  /** Declares a batch's inputs and builds the model on them. */
  declare(graph: Graph): { readonly model: HeadReading; readonly targets: GraphTensor };
  write(program: Program, step: number): void;
}

/** Rows of T + 1 tokens: the first T are read, the last T are the targets. */
function tokenFeed(golden: GoldenCase, checked: CheckedDocument): GoldenFeed {
  const { shape, values: tokens } = tensorOf(golden, "in.tokens");
  const [steps, batch, columns] = shape;
  const length = columns - 1;
  const build = languageModel(checked, { isTraining: true });
  return {
    steps,
    declare(graph) {
      const ids = graph.input("ids", { shape: [batch, length], dtype: "u32" });
      const targets = graph.input("targets", { shape: [batch, length], dtype: "i32" });
      return { model: build(graph, ids), targets };
    },
    write(program, step) {
      const ids = new Uint32Array(batch * length);
      const targets = new Int32Array(batch * length);
      for (let row = 0; row < batch; row += 1) {
        const start = (step * batch + row) * columns;
        ids.set(tokens.subarray(start, start + length), row * length);
        targets.set(tokens.subarray(start + 1, start + columns), row * length);
      }
      program.writeInput("ids", ids);
      program.writeInput("targets", targets);
    },
  };
}

/** Images [steps, B, C, H, W], channels last in the engine, and the class of each. */
function imageFeed(golden: GoldenCase, checked: CheckedDocument): GoldenFeed {
  const images = permuteAxes(tensorOf(golden, "in.images"), [0, 1, 3, 4, 2]);
  const labels = tensorOf(golden, "in.labels").values;
  const [steps, batch, ...image] = images.shape;
  const values = images.values.length / steps;
  const build = imageClassifier(checked, { isTraining: true });
  return {
    steps,
    declare(graph) {
      const input = graph.input("images", { shape: [batch, ...image], dtype: "f32" });
      const targets = graph.input("targets", { shape: [batch], dtype: "i32" });
      return { model: build(graph, input), targets };
    },
    write(program, step) {
      program.writeInput("images", Float32Array.from(images.values.subarray(step * values, (step + 1) * values)));
      program.writeInput("targets", Int32Array.from(labels.subarray(step * batch, (step + 1) * batch)));
    },
  };
}

/** What a case trains on: images where it has some, else tokens. */
export function feedOf(golden: GoldenCase, checked: CheckedDocument): GoldenFeed {
  return golden.tensors.has("in.images") ? imageFeed(golden, checked) : tokenFeed(golden, checked);
}
