import { describe, expect, test } from "vitest";
import { Graph } from "../../engine/graph/graph.ts";
import { packedShape } from "../../engine/graph/parameter.ts";
import { sizeOf, u32 } from "../../kernels-wgsl/index.ts";
import { threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { stateFloats } from "../build/cost.ts";
import { float64Run } from "../build/float64-run.ts";
import { languageModel, vocabularyOf } from "../build/language-model.ts";
import { readDocument } from "../document/validate.ts";
import { PRESETS } from "../presets/index.ts";
import { float64Decode } from "./float64-decode.ts";

const LENGTH = 5;
/** Larger ones take long in float64; every family has one below. */
const MOST_SCALARS = 100_000;

const SMALL = PRESETS.flatMap(({ id, document }) => {
  if (document.task.kind !== "next-token") return [];
  const checked = readDocument(document, CATALOGUE);
  const graph = new Graph();
  languageModel(checked, { isTraining: false })(graph, graph.input("ids", u32(1, 1)));
  const scalars = graph.parameters.reduce((sum, { declaration }) => sum + sizeOf(packedShape(declaration)), 0);
  return scalars <= MOST_SCALARS ? [{ id, document, vocabulary: vocabularyOf(checked) }] : [];
});

describe("presets decode as they read", () => {
  test.each(SMALL.map((preset) => [preset.id, preset] as const))("%s", { timeout: 60_000 }, (_, preset) => {
    const ids = Array.from({ length: LENGTH + 1 }, (__, i) =>
      uniformBelow(threefry2x32(3, 0, 0, i)[0], preset.vocabulary),
    );
    const { logits } = float64Run(preset.document, [ids]);
    const decoded = float64Decode(preset.document, ids.slice(0, -1));
    const worst = decoded.logits.reduce((most, value, i) => Math.max(most, Math.abs(value - logits[i])), 0);
    const size = logits.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(decoded.logits).toHaveLength(logits.length);
    expect(worst / size).toBeLessThan(1e-10);
    expect(decoded.stateBytes).toBe(4 * stateFloats(readDocument(preset.document, CATALOGUE), LENGTH));
  });
});
