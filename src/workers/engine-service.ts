import * as Comlink from "comlink";
import { contentCache, memoryStore } from "../data/content-cache.ts";
import { opfsStore } from "../data/opfs-store.ts";
import { DEFAULT_HUB } from "../data/text-dataset.ts";
import { Gpu } from "../engine/gpu/gpu.ts";
import { chromeTrace } from "../engine/profile/chrome-trace.ts";
import { findProfile } from "../engine/profile/step-profile.ts";
import type { StepProfile } from "../engine/profile/step-profile.ts";
import { measurePeaks } from "../engine/tune/measure-peaks.ts";
import { applyTuning } from "../engine/tune/remember.ts";
import { PORTABLE_TRAITS, type DeviceTraits } from "../kernels-wgsl/index.ts";
import { checkGoldenCase } from "../experiments/golden/check-case.ts";
import type { RunKey } from "../experiments/schema/events.ts";
import { parseExperiment } from "../experiments/schema/experiment.ts";
import type { TrainedWeights } from "../experiments/schema/weights-file.ts";
import { evaluateWeights } from "../experiments/session/evaluate-weights.ts";
import { mergeWeights } from "../experiments/session/merge-weights.ts";
import { adapterReport } from "../experiments/session/plan-identity.ts";
import { prepareData } from "../experiments/session/prepare-data.ts";
import type { DataEnvironment } from "../experiments/session/prepare-data.ts";
import { Session } from "../experiments/session/session.ts";
import { writeFromWeights } from "../experiments/session/write-from-weights.ts";
import { findTrained } from "../experiments/session/trained-arm.ts";
import type { TrainedArm } from "../experiments/session/trained-arm.ts";
import { matchBudget } from "../models/budget/match-budget.ts";
import { Failure, sentenceOf } from "../lib/failure.ts";
import { costGrowth, growsAs } from "../papers/cost-growth/cost-growth.ts";
import { computedFindings, trainedFindings } from "../papers/diagnostics/diagnostics.ts";
import { loadPaper, paperDocument } from "../papers/index.ts";
import { deviceWindows } from "../training/diagnostics/device-windows.ts";
import { armPlan } from "./arm-plan.ts";
import { documentEstimate } from "./document-estimate.ts";
import { documentCost, documentPlan, validateDocument } from "./document-api.ts";
import { EventBatcher } from "./event-batcher.ts";
import { forgetSession, interruptedSessions, stateKeeper, whileClaimed } from "./kept-sessions.ts";
import {
  forgetWeights,
  keptWeights,
  readWeights,
  trainedWeights,
  weightsKeeper,
  writeWeights,
} from "./kept-weights.ts";
import { jouleSteps } from "./joule-steps.ts";
import { policyViolations } from "./policy-violations.ts";
import type { EngineApi, EventListener } from "./protocol.ts";
import { tuningMemory } from "./tuning-memory.ts";

const CACHE_FOLDER = "datasets";

let gpu: Promise<Gpu> | undefined;
let session: Session | undefined;
/** Profiles of the session before. */
let lastProfiles: ReadonlyMap<string, StepProfile> = new Map();
/** Arms of the session before, as they ended. */
let lastTrained: readonly TrainedArm[] = [];

/** The worker's one device, opened at its first use and again after it was lost. */
function openGpu(): Promise<Gpu> {
  gpu ??= Gpu.open().then(
    (opened) => {
      void opened.lost.then(() => {
        gpu = undefined;
      });
      return opened;
    },
    (thrown: unknown) => {
      gpu = undefined;
      throw thrown;
    },
  );
  return gpu;
}

/** The device with its kernels chosen: at the first run or question, never beside one. */
async function openTunedGpu(): Promise<Gpu> {
  const opened = await openGpu();
  if (opened.tuning === null) await applyTuning(opened, { memory: tuningMemory(), userAgent: navigator.userAgent });
  // A run that was resumed before may have had the table it was recorded with.
  else opened.useTuning(opened.tuning);
  return opened;
}

/** Traits of the device, or portable ones where there is none: a document is edited and counted without WebGPU too. */
async function traits(): Promise<DeviceTraits> {
  return "gpu" in navigator ? (await openGpu()).traits : PORTABLE_TRAITS;
}

async function dataEnvironment(): Promise<DataEnvironment> {
  return {
    fetch: (input, init) => fetch(input, init),
    // The worker's script lies in `assets/` beside the datasets when built, and below the root when developed.
    datasetsUrl: new URL(import.meta.env.DEV ? "/datasets/" : "../datasets/", self.location.href).href,
    hub: DEFAULT_HUB,
    cache: contentCache((await opfsStore(CACHE_FOLDER)) ?? memoryStore()),
  };
}

function profileOf(arm?: string): StepProfile {
  return findProfile(session?.profiles ?? lastProfiles, arm);
}

function running(): Session {
  if (session === undefined) throw new Failure("No experiment is running. Start one first.");
  return session;
}

/** Does something with kept weights, never beside a session. */
async function withWeights<Outcome>(
  name: string,
  key: RunKey,
  work: (gpu: Gpu, weights: TrainedWeights, environment: DataEnvironment) => Promise<Outcome>,
): Promise<Outcome> {
  if (session !== undefined) {
    throw new Failure(
      "A session is training, and what is done beside it would disturb its timings. Wait until it has ended, or stop it.",
    );
  }
  return work(await openGpu(), await trainedWeights(name, key), await dataEnvironment());
}

/** A proxied listener holds a port open until it is released. */
function release(listener: EventListener): void {
  (listener as Partial<Comlink.ProxyMethods>)[Comlink.releaseProxy]?.();
}

export function engineService(version: string): EngineApi {
  return {
    ping: () => "pong",
    adapter: async () => adapterReport(await openGpu()),
    validate: validateDocument,
    cost: (document, setting) => Promise.resolve(documentCost(document, setting)),
    estimate: async (document, setting) => documentEstimate(document, setting, await traits()),
    match: (request) => Promise.resolve(matchBudget(request)),
    plan: async (document, setting) => documentPlan(document, setting, (await openGpu()).traits),
    armPlan: async (experiment, arm, trainingTokens) =>
      armPlan(experiment, arm, (await openGpu()).traits, trainingTokens),
    jouleSteps: async (experiment) => jouleSteps(experiment, await traits()),
    growth: (claim) => {
      const growth = costGrowth(claim);
      return Promise.resolve({ ...growth, isAsClaimed: growsAs(claim.growth, growth) });
    },
    findings: async (slug) => computedFindings(await loadPaper(slug)),
    async diagnose(slug, arm) {
      const card = await loadPaper(slug);
      const found = findTrained((await session?.trained()) ?? lastTrained, arm);
      const { title, step, learningRate, model, windows } = found;
      const runs = deviceWindows(await openGpu(), model.weights, windows);
      const findings = await trainedFindings(card, model, runs);
      return { arm: found.arm, title, step, learningRate, seed: model.seed, findings };
    },
    async prepareData(data, sequenceLength, files, listener) {
      const batcher = new EventBatcher(listener);
      const evaluate = { every: 1, tokens: 50_000, quickTokens: 8_192 };
      try {
        const environment = await dataEnvironment();
        const { report } = await prepareData({ data, sequenceLength, evaluate }, files, environment, batcher.emit);
        return report;
      } finally {
        batcher.flush();
        release(listener);
      }
    },
    async start(experiment, options, listener) {
      const batcher = new EventBatcher(listener);
      try {
        if (session !== undefined) {
          throw new Failure("An experiment is already running here. Stop it, or wait until it has finished.");
        }
        const { files = {}, resumeFrom, pauseAtStep, keepAs, weightsLimitBytes = 0 } = options;
        const keepState = keepAs === undefined ? undefined : stateKeeper(keepAs, files);
        const keepsWeights = keepAs !== undefined && weightsLimitBytes > 0;
        const keepWeights = keepsWeights ? weightsKeeper(keepAs, weightsLimitBytes) : undefined;
        const environment = {
          openGpu: openTunedGpu,
          data: await dataEnvironment(),
          findPaperDocument: paperDocument,
          versions: { bakeoff: version, browser: navigator.userAgent },
          emit: batcher.emit,
        };
        const started = new Session(
          parseExperiment(experiment),
          { files, resumeFrom, pauseAtStep, keepState, keepWeights },
          environment,
        );
        session = started;
        try {
          const result = await (keepAs === undefined ? started.run() : whileClaimed(keepAs, () => started.run()));
          lastTrained = await started.trained();
          batcher.emit({ type: "finished", result });
          batcher.emit({ type: "state", state: "finished" });
          return result;
        } finally {
          lastProfiles = started.profiles;
          session = undefined;
        }
      } catch (thrown) {
        batcher.emit({ type: "failure", sentence: sentenceOf(thrown) });
        batcher.emit({ type: "state", state: "failed" });
        throw thrown;
      } finally {
        batcher.flush();
        release(listener);
      }
    },
    pause: () => running().control.pause(),
    step: () => running().control.step(),
    resume: () => running().control.resume(),
    skip: () => running().control.skip(),
    stop: () => session?.control.stop(),
    async exportState() {
      const bytes = await running().exportState();
      return Comlink.transfer(bytes, [bytes.buffer]);
    },
    interrupted: interruptedSessions,
    forget: forgetSession,
    weights: keptWeights,
    async readWeights(name) {
      const files = await readWeights(name);
      return Comlink.transfer(
        files,
        files.map(({ file }) => file.buffer),
      );
    },
    writeWeights,
    forgetWeights,
    writeFromWeights: (name, key, prompt) => withWeights(name, key, (...given) => writeFromWeights(...given, prompt)),
    evaluateWeights: (name, key, files) => withWeights(name, key, (...given) => evaluateWeights(...given, files)),
    async mergeWeights(name, key, files) {
      const merged = await withWeights(name, key, (...given) => mergeWeights(...given, files));
      return Comlink.transfer(merged, [merged.file.buffer]);
    },
    sample: (arm, settings) => running().sample(arm, settings),
    peaks: async () => measurePeaks(await openGpu()),
    tuning: async () => (await openTunedGpu()).tuning!,
    profile: profileOf,
    async profileStep(arm) {
      const { control } = running();
      const profile = control.profileRequests.ask(arm);
      if (control.isPaused) await control.step();
      return profile;
    },
    trace: (arm) => chromeTrace(profileOf(arm)),
    async golden(file, bytes) {
      return { file, ...(await checkGoldenCase(bytes, await openGpu())) };
    },
    violations: () => [...policyViolations],
  };
}
