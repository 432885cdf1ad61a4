import { describe, expect, it } from "vitest";
import { parseResult } from "../schema/result.ts";
import { hashes, OFFLINE, openGpu, session, SMALL, until } from "./small-session.fixture.ts";
import { readWeightsFile } from "../schema/weights-file.ts";
import type { KeepWeights } from "../schema/weights-file.ts";
import { evaluateWeights } from "./evaluate-weights.ts";
import { writeFromWeights } from "./write-from-weights.ts";

describe("session", () => {
  it("runs both arms and gives a whole result, and weights that write the same", { timeout: 120_000 }, async () => {
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    const keepWeights: KeepWeights = ({ arm }, file) => Promise.resolve(void files.set(arm, file));
    const { session: run, events } = session({}, { keepWeights });
    const result = await run.run();
    expect(parseResult(JSON.parse(JSON.stringify(result)))).toEqual(result);
    for (const { id, parameters, runs } of result.arms) {
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
      const weights = readWeightsFile(files.get(id)!);
      expect(weights.tensors.reduce((sum, { data }) => sum + data.length, 0)).toBe(parameters);
      expect(weights.head).toMatchObject({ key: { arm: id, seed: 1 }, steps: 7 });
      const text = await writeFromWeights(await openGpu(), weights, OFFLINE, "The ");
      expect(`The ${text}`).toBe(samples.at(-1)!.text);
      const { evaluation } = await evaluateWeights(await openGpu(), weights, OFFLINE, {});
      const { windowNats, ...ended } = final!;
      expect([windowNats!.length > 0, evaluation]).toEqual([true, ended]);
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

  it("trains each arm for as many steps as the joules allow", { timeout: 120_000 }, async () => {
    const { session: run, events } = session({ budget: { joules: 5e-5 }, samples: undefined });
    const result = await run.run();
    const plan = events.find((event) => event.type === "plan")!;
    expect(plan.stepsPerRun).toBeNull();
    for (const [place, { runs }] of result.arms.entries()) {
      const { curves, energy } = runs[0];
      expect(curves.step.at(-1)).toBe(plan.arms[place].steps);
      const joulesPerStep = curves.tokens[0] * energy!.arithmeticPicojoulesPerToken! * 1e-12;
      const spent = curves.step.at(-1)! * joulesPerStep;
      expect(spent).toBeLessThanOrEqual(5e-5);
      expect(spent + joulesPerStep).toBeGreaterThan(5e-5);
    }
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
});
