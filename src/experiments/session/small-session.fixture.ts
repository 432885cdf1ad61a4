import { contentCache, memoryStore } from "../../data/content-cache.ts";
import { Gpu } from "../../engine/gpu/gpu.ts";
import type { RunEvent } from "../schema/events.ts";
import { parseExperiment } from "../schema/experiment.ts";
import type { ExperimentInput } from "../schema/experiment.ts";
import type { Result } from "../schema/result.ts";
import type { DataEnvironment } from "./prepare-data.ts";
import { Session } from "./session.ts";
import type { SessionOptions } from "./session.ts";

export const SMALL = { "embed.width": 24, "layers.ffn.hidden": 16 };

const EXPERIMENT: ExperimentInput = {
  schema: "bakeoff/experiment@1",
  kind: "compare",
  arms: [
    { id: "rope-only", preset: "lm-pico", overrides: SMALL },
    { id: "3pt", preset: "3pt-pico", overrides: SMALL },
  ],
  baseline: "rope-only",
  data: { id: "copying" },
  sequenceLength: 16,
  batch: 2,
  budget: { steps: 7 },
  learningRates: [0.01],
  seeds: [1],
  evaluate: { every: 3, tokens: 200, quickTokens: 50 },
  samples: { prompt: "The ", tokens: 3, seed: 1 },
};

/** Data that need no file. */
export const OFFLINE: DataEnvironment = {
  fetch: () => Promise.reject(new TypeError("no network in this test")),
  datasetsUrl: "http://localhost/",
  hub: "http://localhost",
  cache: contentCache(memoryStore()),
};

let device: Promise<Gpu> | undefined;

/** One device for a whole test file, opened anew when it was lost; sessions bring their own buffers. */
export function openGpu(): Promise<Gpu> {
  device ??= Gpu.open().then((gpu) => {
    void gpu.lost.then(() => {
      device = undefined;
    });
    return gpu;
  });
  return device;
}

/** A session of the small experiment with some of it changed, and what it says. */
export function session(changes: Partial<ExperimentInput> = {}, options: Partial<SessionOptions> = {}) {
  const events: RunEvent[] = [];
  const made = new Session(
    parseExperiment({ ...EXPERIMENT, ...changes }),
    { files: {}, ...options },
    {
      openGpu,
      data: OFFLINE,
      findPaperDocument: () => Promise.reject(new Error("no cards in this test")),
      versions: { bakeoff: "test" },
      emit: (event) => events.push(event),
    },
  );
  return { session: made, events };
}

/** Hashes of the final states, by arm and run. */
export const hashes = (result: Result) => result.arms.map((arm) => arm.runs.map((run) => run.stateHash));

export async function until(events: readonly RunEvent[], happened: (event: RunEvent) => boolean): Promise<void> {
  while (!events.some(happened)) await new Promise((resolve) => setTimeout(resolve, 5));
}
