import { describe, expect, it } from "vitest";
import { contentCache, memoryStore } from "../../data/content-cache.ts";
import { Gpu } from "../../engine/gpu/gpu.ts";
import type { RunEvent } from "../schema/events.ts";
import { parseExperiment } from "../schema/experiment.ts";
import type { ExperimentInput } from "../schema/experiment.ts";
import { parseResult } from "../schema/result.ts";
import type { Result } from "../schema/result.ts";
import { Session } from "./session.ts";
import type { SessionOptions } from "./session.ts";

const SMALL = { "embed.width": 24, "layers.ffn.hidden": 16 };

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

let device: Promise<Gpu> | undefined;

/** One device for the whole file, opened anew when it was lost; sessions bring their own buffers. */
function openGpu(): Promise<Gpu> {
  device ??= Gpu.open().then((gpu) => {
    void gpu.lost.then(() => {
      device = undefined;
    });
    return gpu;
  });
  return device;
}

function session(changes: Partial<ExperimentInput> = {}, options: Partial<SessionOptions> = {}) {
  const events: RunEvent[] = [];
  const made = new Session(
    parseExperiment({ ...EXPERIMENT, ...changes }),
    { files: {}, ...options },
    {
      openGpu,
      data: {
        fetch: () => Promise.reject(new TypeError("no network in this test")),
        datasetsUrl: "http://localhost/",
        hub: "http://localhost",
        cache: contentCache(memoryStore()),
      },
      findPaperDocument: () => Promise.reject(new Error("no cards in this test")),
      versions: { bakeoff: "test" },
      emit: (event) => events.push(event),
    },
  );
  return { session: made, events };
}

const hashes = (result: Result) => result.arms.map((arm) => arm.runs.map((run) => run.stateHash));

async function until(events: readonly RunEvent[], happened: (event: RunEvent) => boolean): Promise<void> {
  while (!events.some(happened)) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("session", () => {
  it("runs both arms and gives a whole result", { timeout: 120_000 }, async () => {
    const { session: run, events } = session();
    const result = await run.run();
    expect(parseResult(JSON.parse(JSON.stringify(result)))).toEqual(result);
    for (const { runs } of result.arms) {
      const [{ curves, counters, energy, final, samples, timings }] = runs;
      expect(curves.step).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect(curves.evalStep).toEqual([3, 6, 7]);
      expect(curves.tokens.at(-1)).toBe(7 * 32);
      expect(counters).toMatchObject({
        submitsPerStep: 1,
        buffersCreatedAfterWarmup: 0,
        bindGroupsCreatedAfterWarmup: 0,
        pipelinesCreatedAfterWarmup: 0,
      });
      expect(final!.targets).toBeGreaterThanOrEqual(200);
      expect(final!.windowNats).toHaveLength(final!.targets / 16);
      expect(samples[0].text).toMatch(/^The /);
      expect(timings!.stepMs!.median).toBeGreaterThan(0);
      expect(timings!.device!.peakFlopsPerSecond).toBeGreaterThan(0);
      expect(energy!.rooflineMsPerStep).toBeGreaterThan(0);
      expect(timings!.decode!.map(({ context }) => context)).toEqual([1, 4, 16, 64, 256, 1024]);
      const [first, second] = timings!.decode!;
      expect(second.stateBytes).toBe(4 * first.stateBytes);
    }
    const { traits, device: onDevice } = await openGpu();
    for (const { id, runs } of onDevice.features.has("timestamp-query") ? result.arms : []) {
      const { launches, ...profile } = run.profiles.get(id)!;
      expect(profile).toMatchObject({ arm: id, step: 5, isSoftware: traits.isSoftware });
      expect(launches.length).toBe(runs[0].counters!.dispatchesPerStep);
      expect(new Set(launches.map(({ phase }) => phase))).toEqual(new Set(["forward", "backward", "optimizer"]));
      const flops = launches.reduce((sum, launch) => sum + launch.flops, 0);
      expect(flops / runs[0].counters!.flopsPerStep).toBeCloseTo(1, 9);
      for (const { ms, peakFraction } of launches) expect(ms > 0 ? peakFraction : 1).toBeGreaterThan(0);
    }
    expect(result.comparison!.perArm[0].n).toBe(1);
    const kinds = new Set(events.map((event) => event.type));
    for (const kind of [
      "phase",
      "dataset",
      "plan",
      "metrics",
      "evaluation",
      "sample",
      "run-finished",
      "arm-finished",
    ]) {
      expect(kinds).toContain(kind);
    }
  });

  it("trains a document that looks ahead, and says why it writes no text", { timeout: 120_000 }, async () => {
    const arms = [{ id: "open", preset: "lm-pico", overrides: { ...SMALL, "layers.attn.causal": false } }];
    const { session: run, events } = session({ kind: "train", arms, baseline: undefined });
    const [{ runs }] = (await run.run()).arms;
    expect(runs[0].samples).toEqual([]);
    expect(runs[0].timings!.decode).toBeUndefined();
    const notices = events.filter((event) => event.type === "notice");
    expect(notices.map(({ sentence }) => sentence).join()).toMatch(
      /writes no samples\. Attention looks at later tokens/,
    );
  });

  it("gives equal state hashes for one seed, and others for another", { timeout: 120_000 }, async () => {
    const first = await session().session.run();
    const second = await session().session.run();
    const other = await session({ seeds: [2] }).session.run();
    expect(hashes(second)).toEqual(hashes(first));
    expect(hashes(other)[0]).not.toEqual(hashes(first)[0]);
  });

  it("resumes an exported state as if it had never stopped", { timeout: 120_000 }, async () => {
    const uninterrupted = await session().session.run();
    const { session: stopped, events } = session({}, { pauseAtStep: 4 });
    const ending = stopped.run();
    await until(events, (event) => event.type === "state" && event.state === "paused");
    const state = await stopped.exportState();
    stopped.control.stop();
    const partial = await ending;
    expect(partial.arms[0].runs[0].final).toBeUndefined();
    expect(partial.arms[0].runs[0].interruptions[0].kind).toBe("stopped");

    const resumed = await session({}, { resumeFrom: state }).session.run();
    expect(hashes(resumed)).toEqual(hashes(uninterrupted));
    const [run] = resumed.arms[0].runs;
    expect(run.curves.trainLoss).toEqual(uninterrupted.arms[0].runs[0].curves.trainLoss);
    expect(run.curves.evalLoss).toEqual(uninterrupted.arms[0].runs[0].curves.evalLoss);
    expect(run.segments.map(({ fromStep }) => fromStep)).toEqual([0, 4]);
    expect(run.curves.segment).toEqual([0, 0, 0, 0, 1, 1, 1]);
  });

  it("accumulates micro-batches into one update", { timeout: 120_000 }, async () => {
    const { session: run } = session({ accumulate: 2, budget: { tokens: 3 * 64 } });
    const result = await run.run();
    const [{ curves, counters }] = result.arms[0].runs;
    expect(curves.tokens).toEqual([64, 128, 192]);
    expect(counters!.submitsPerStep).toBe(1);
  });

  it("turns seconds into steps by measuring", { timeout: 120_000 }, async () => {
    const { session: run, events } = session({ budget: { seconds: 0.3 }, samples: undefined });
    const [{ curves, final }] = (await run.run()).arms[0].runs;
    expect(curves.step.length).toBeGreaterThan(1);
    expect(final).toBeDefined();
    expect(events.find((event) => event.type === "plan")!.stepsPerRun).toBeNull();
  });

  it("stops a run whose loss is no longer finite, and says where", { timeout: 120_000 }, async () => {
    const { session: run, events } = session({
      // Each step multiplies the decaying weights by -999, so they overflow.
      learningRates: [100],
      optimizer: { kind: "sgd", momentum: 0, weightDecay: 10, clipNorm: null },
      budget: { steps: 40 },
    });
    const result = await run.run();
    const [broken] = result.arms[0].runs;
    expect(broken.final).toBeUndefined();
    expect(broken.interruptions[0].sentence).toMatch(/no longer a finite number at step \d+.*Lower the learning rate/);
    expect(events.some((event) => event.type === "notice")).toBe(true);
  });

  it("goes on from its last kept state when the device is lost", { timeout: 120_000 }, async () => {
    const uninterrupted = await session().session.run();
    const { session: struck, events } = session({}, { snapshotEveryMs: 0 });
    const ending = struck.run();
    await until(events, (event) => event.type === "metrics" && event.step.includes(4));
    (await openGpu()).device.destroy();
    const result = await ending;
    expect(hashes(result)).toEqual(hashes(uninterrupted));
    const [run] = result.arms[0].runs;
    expect(run.interruptions[0].kind).toBe("device-lost");
    expect(run.segments[1].fromStep).toBeGreaterThan(0);
    expect(run.curves.step).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(events.some((event) => event.type === "notice" && event.sentence.includes("device was lost"))).toBe(true);
  });

  it(
    "scores the trained weights with other numbers of loops, and refuses weights that were not trained",
    { timeout: 120_000 },
    async () => {
      const loops = (times: number) => ({ title: `${times} loops`, overrides: { "loop.times": times } });
      const algo = (tests: ExperimentInput["arms"][number]["tests"]): ExperimentInput["arms"] => [
        { id: "rope-only", preset: "lm-pico", overrides: { "embed.width": 24 } },
        { id: "3pt", preset: "algo-pico", overrides: { "embed.width": 24 }, tests },
      ];
      const [plain, looped] = (await session({ arms: algo([4, 1, 6].map(loops)) }).session.run()).arms;
      const [{ final, tests = [] }] = looped.runs;
      expect(plain.runs[0].tests).toBeUndefined();
      expect(tests.map(({ title }) => title)).toEqual(["4 loops", "1 loops", "6 loops"]);
      expect(tests[0].evaluation.loss).toBe(final!.loss);
      expect(new Set(tests.map(({ evaluation }) => evaluation.loss)).size).toBe(3);
      const other = { title: "more blocks", overrides: { "pre.times": 2 } };
      await expect(session({ arms: algo([other]) }).session.run()).rejects.toThrow(/was not trained; change only/);
    },
  );

  it(
    "trains on labelled rows and counts the right answers; a text model is refused",
    { timeout: 120_000 },
    async () => {
      const arms: ExperimentInput["arms"] = [
        { id: "rope-only", preset: "triple-softmax" },
        { id: "3pt", preset: "triple-tensor" },
      ];
      const task = { data: { id: "triple-match" }, sequenceLength: 5, batch: 16, samples: undefined };
      const evaluate = { every: 3, tokens: 400, quickTokens: 100 };
      const result = await session({ ...task, arms, budget: { steps: 12 }, evaluate }).session.run();
      expect(parseResult(JSON.parse(JSON.stringify(result)))).toEqual(result);
      for (const { runs } of result.arms) {
        const [{ final, curves }] = runs;
        expect(final).toMatchObject({ targets: 400, bytes: 400, perplexityUnit: "per label" });
        expect((final!.accuracy! * 400) % 1).toBeCloseTo(0, 9);
        expect(final!.accuracy).toBeGreaterThan(0.4);
        expect(curves.trainLoss.at(-1)).toBeLessThan(curves.trainLoss[0]!);
      }
      await expect(session({ ...task }).session.run()).rejects.toThrow(
        /has the task “next-token”, but these data ask for “label-tokens”/,
      );
      await expect(session({ ...task, arms, sequenceLength: 8 }).session.run()).rejects.toThrow(
        "set the sequence length to 5",
      );
    },
  );

  describe("segments", () => {
    const grow = (grown: number) => ({ "layers.ffn.grown": grown });
    const overrides = { "embed.width": 24, "layers.ffn.tokens": 16 };
    const arms: ExperimentInput["arms"] = [
      { id: "rope-only", preset: "tokenformer-grow-48", overrides },
      {
        id: "3pt",
        preset: "tokenformer-grow-48",
        overrides,
        segments: [
          { at: 0.4, overrides: grow(16) },
          { at: 0.7, overrides: grow(48) },
        ],
      },
    ];

    it("grow a model without a step in its loss, and say what became of it", { timeout: 120_000 }, async () => {
      const { session: run, events } = session({ arms });
      const result = await run.run();
      const [small, grown] = result.arms.map((arm) => arm.runs[0]);
      expect(grown.segments.map(({ fromStep }) => fromStep)).toEqual([0, 3, 5]);
      expect(new Set(grown.segments.map(({ documentHash }) => documentHash)).size).toBe(3);
      expect(grown.segments[2].transform).toMatch(/4 of them with rows appended; 0 new, 0 dropped/);
      expect(grown.curves.segment).toEqual([0, 0, 0, 1, 1, 2, 2]);
      // Step 4 reads its loss before it changes the grown model: it is the ungrown one's.
      expect(grown.curves.trainLoss.slice(0, 4)).toEqual(small.curves.trainLoss.slice(0, 4));
      expect(grown.curves.trainLoss[4]).not.toBe(small.curves.trainLoss[4]);
      expect(result.arms[1].parameters - result.arms[0].parameters).toBe(2 * 2 * 48 * 24);
      expect(grown.curves.flops[6]).toBeGreaterThan(small.curves.flops[6]);
      expect(grown.counters).toMatchObject({ buffersCreatedAfterWarmup: 0, pipelinesCreatedAfterWarmup: 0 });
      expect(grown.final).toBeDefined();
      expect(events.filter((event) => event.type === "notice" && event.key?.arm === "3pt")).toHaveLength(2);
      expect(parseResult(JSON.parse(JSON.stringify(result)))).toEqual(result);
    });

    it.each([3, 4])("resume at step %i as if the run had never stopped", { timeout: 120_000 }, async (step) => {
      const uninterrupted = await session({ arms }).session.run();
      const { session: stopped, events } = session({ arms }, { pauseAtStep: step });
      const ending = stopped.run();
      await until(events, (event) => event.type === "state" && event.state === "paused");
      const state = await stopped.exportState();
      stopped.control.stop();
      await ending;
      const resumed = await session({ arms }, { resumeFrom: state }).session.run();
      expect(hashes(resumed)).toEqual(hashes(uninterrupted));
      const curves = [resumed, uninterrupted].map((result) => result.arms[1].runs[0].curves);
      expect(curves[0].trainLoss).toEqual(curves[1].trainLoss);
      expect(curves[0].flops).toEqual(curves[1].flops);
    });

    it("swap one block for another that keeps its weights by name", { timeout: 120_000 }, async () => {
      const swapped = session({
        arms: [
          { id: "rope-only", preset: "lm-pico-gelu", overrides: { "embed.width": 24 } },
          {
            id: "3pt",
            preset: "lm-pico-gelu",
            overrides: { "embed.width": 24 },
            segments: [{ at: 0.5, preset: "min-text-pico-symmetric", overrides: { "embed.width": 24 } }],
          },
        ],
      });
      const [run] = (await swapped.session.run()).arms[1].runs;
      expect(run.segments[1]).toMatchObject({
        fromStep: 4,
        transform: expect.stringMatching(
          /: 7 parameters carried over, 0 of them with rows appended; 0 new, 12 dropped/,
        ) as unknown,
      });
      expect(run.final).toBeDefined();
    });

    it(
      "swap softmax for codes learned from a batch, and fine-tune at a tenth of the rate",
      { timeout: 120_000 },
      async () => {
        const segments = [{ at: 0.5, preset: "eco-lm-pico-all", overrides: { "embed.width": 24 }, rateScale: 0.1 }];
        const started = (own: object): ExperimentInput["arms"] => [
          { id: "rope-only", preset: "shared-qk-pico", overrides: { "embed.width": 24 } },
          {
            id: "3pt",
            preset: "shared-qk-pico",
            overrides: { "embed.width": 24 },
            segments: [{ ...segments[0], ...own }],
          },
        ];
        const learned = await session({ arms: started({ learn: "hash" }), batch: 4 }).session.run();
        const drawn = await session({ arms: started({}), batch: 4 }).session.run();
        const [plain, run] = learned.arms.map((arm) => arm.runs[0]);
        expect(run.segments[1].transform).toMatch(
          /The hashes of 2 EcoFormer blocks were learned from the batch of step 5/,
        );
        expect(run.curves.trainLoss.slice(0, 4)).toEqual(plain.curves.trainLoss.slice(0, 4));
        const scales = run.curves.learningRate.map((rate, step) => rate / plain.curves.learningRate[step]);
        [1, 1, 1, 1, 0.1, 0.1, 0.1].forEach((scale, step) => expect(scales[step]).toBeCloseTo(scale, 12));
        expect(run.stateHash).not.toBe(drawn.arms[1].runs[0].stateHash);
        expect(run.counters).toMatchObject({ buffersCreatedAfterWarmup: 0, pipelinesCreatedAfterWarmup: 0 });
      },
    );
  });
});
