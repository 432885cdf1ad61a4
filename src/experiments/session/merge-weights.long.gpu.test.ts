import { expect, it } from "vitest";
import { planProgram } from "../../engine/plan/plan.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { readDocument } from "../../models/document/validate.ts";
import { branchedVit } from "../../models/presets/reparameterised-depth.ts";
import { plannedObjective } from "../../training/objectives/index.ts";
import { initialArena } from "../../training/state/initial-arena.ts";
import { evaluationGraph } from "../../training/trainer/graphs.ts";
import { parseExperiment } from "../schema/experiment.ts";
import { readWeightsFile, type TrainedWeights } from "../schema/weights-file.ts";
import { evaluateWeights } from "./evaluate-weights.ts";
import { mergeWeights } from "./merge-weights.ts";
import { OFFLINE, openGpu } from "./small-session.fixture.ts";

/** Weights of two branched layers at their start, as a run would have left them. */
async function branched(join: number): Promise<TrainedWeights> {
  const document = branchedVit("joined", { width: 12, hidden: 10, layers: 2, branches: 3, join });
  const objective = plannedObjective(readDocument(document, CATALOGUE), { sequenceLength: 1 });
  const graph = evaluationGraph(objective, { batch: 1, sequenceLength: 1 });
  const { layout } = planProgram(graph, { traits: (await openGpu()).traits });
  const arena = initialArena(layout, 1);
  const parts = layout.parameters.flatMap((parameter) => parameter.parts);
  const experiment = parseExperiment({
    schema: "bakeoff/experiment@1",
    kind: "train",
    arms: [{ id: "joined", document }],
    data: { id: "shapes-32" },
    batch: 2,
    budget: { steps: 1 },
    seeds: [1],
    evaluate: { every: 1, tokens: 40, quickTokens: 20 },
  });
  const key = { arm: "joined", seed: 1, peakLearningRate: 0.01 };
  const stored = structuredClone(document) as unknown as Record<string, unknown>;
  return {
    head: { key, title: "Joined", steps: 0, document: stored, experiment },
    tensors: parts.map(({ name, shape, offset }) => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      return { kind: "parameter", name, shape, data: arena.slice(offset, offset + size) };
    }),
  };
}

it(
  "merges joined branches into a network that answers the same in fewer dispatches",
  { timeout: 180_000 },
  async () => {
    const gpu = await openGpu();
    const merged = await mergeWeights(gpu, await branched(1), OFFLINE, {});
    expect(merged).toMatchObject({ blocks: 4, windows: 40, otherAnswers: 0 });
    expect(merged.relativeDifference).toBeLessThan(1e-5);
    expect(merged.after.dispatches).toBeLessThan(merged.before.dispatches);
    expect(merged.after.parameters).toBeLessThan(merged.before.parameters);
    const file = readWeightsFile(merged.file);
    expect(file.head.title).toBe("Joined, merged");
    expect(await evaluateWeights(gpu, file, OFFLINE, {})).toMatchObject({ evaluation: merged.after.evaluation });
    await expect(mergeWeights(gpu, await branched(0.5), OFFLINE, {})).rejects.toThrow(/joined at 0.5/);
  },
);
