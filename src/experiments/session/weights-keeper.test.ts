import { expect, it } from "vitest";
import { Failure } from "../../lib/failure.ts";
import { presetById } from "../../models/presets/index.ts";
import type { RunEvent } from "../schema/events.ts";
import { parseExperiment } from "../schema/experiment.ts";
import { readWeightsFile } from "../schema/weights-file.ts";
import { WeightsKeeper } from "./weights-keeper.ts";

const EXPERIMENT = parseExperiment({
  schema: "bakeoff/experiment@1",
  kind: "train",
  arms: [{ id: "a", preset: "lm-pico" }],
  data: { id: "copying" },
  sequenceLength: 16,
  batch: 2,
  budget: { steps: 3 },
});

const { document } = presetById("lm-pico");
const RUN = {
  key: { arm: "a", seed: 1, peakLearningRate: 0.01 },
  step: 3,
  arm: { title: "An arm", source: { checked: { document } } },
  readState: () =>
    Promise.resolve([{ kind: "parameter", name: "w", shape: [2], data: Float32Array.of(1, 2) } as const]),
};

it("hands over a file of the run's weights with its architecture", async () => {
  const files: Uint8Array[] = [];
  const keeper = new WeightsKeeper(
    EXPERIMENT,
    (_, file) => Promise.resolve(void files.push(file)),
    () => undefined,
  );
  await keeper.take(RUN);
  const { head, tensors } = readWeightsFile(files[0]);
  expect(head).toEqual({ key: RUN.key, title: "An arm", steps: 3, document, experiment: EXPERIMENT });
  expect(tensors).toHaveLength(1);
});

it("says once that weights cannot be kept, and tries no more", async () => {
  const events: RunEvent[] = [];
  let tries = 0;
  const refuse = () => {
    tries += 1;
    return Promise.reject(new Failure("the disk is full"));
  };
  const keeper = new WeightsKeeper(EXPERIMENT, refuse, (event) => events.push(event));
  await keeper.take(RUN);
  await keeper.take(RUN);
  expect(tries).toBe(1);
  expect(events).toEqual([
    expect.objectContaining({ type: "notice", sentence: expect.stringContaining("(the disk is full)") as string }),
  ]);
});
