import type { EvaluationSlice } from "../../data/evaluation/slice.ts";
import { summarizeEvaluation } from "../../data/evaluation/summary.ts";
import type { Gpu } from "../../engine/gpu/gpu.ts";
import type { StepRecord } from "../../engine/gpu/metrics-ring.ts";
import { DEFAULT_SCHEDULE } from "../../training/schedules/settings.ts";
import { makeSchedule } from "../../training/schedules/index.ts";
import type { Schedule } from "../../training/schedules/index.ts";
import { profileLaunches } from "../../engine/profile/step-profile.ts";
import type { StepProfile } from "../../engine/profile/step-profile.ts";
import { measurePeaks } from "../../engine/tune/measure-peaks.ts";
import { stateHash } from "../../training/state/state-hash.ts";
import type { StateTensor } from "../../training/state/state-hash.ts";
import { carryOver } from "../../training/transforms/carry-over.ts";
import type { RunEvent, RunKey } from "../schema/events.ts";
import type { Experiment, SampleSettings } from "../schema/experiment.ts";
import type { EnergyReport, Evaluation, Interruption, RunRecord, Segment, Timings } from "../schema/result.ts";
import { CreationWatch } from "./creation-watch.ts";
import { CurveRecorder } from "./curve-recorder.ts";
import type { StepRow } from "./curve-recorder.ts";
import { decodeReport } from "./decode-report.ts";
import { energyReport } from "./energy-report.ts";
import type { LiveArm } from "./live-arm.ts";
import { metricsEvent } from "./metrics-event.ts";
import type { PreparedData } from "./prepare-data.ts";
import { RunSamples } from "./run-samples.ts";
import type { StepClock } from "./step-clock.ts";
import type { RunSnapshot } from "./run-snapshot.ts";
import { boundaryOf, transformSentence } from "./segments.ts";
import { TimingRecorder } from "./timing-recorder.ts";
import type { PressureState } from "../../lib/compute-pressure.ts";
import { OneAtATime } from "../../lib/one-at-a-time.ts";

/** What all runs of a session share. */
export interface RunSurroundings {
  readonly gpu: Gpu;
  readonly experiment: Experiment;
  readonly data: PreparedData;
  readonly clock: StepClock;
  readonly adapter: string;
  readonly emit: (event: RunEvent) => void;
  readonly pressure: () => Record<PressureState, number> | undefined;
}

/** Kernels are timed one by one at this step and then at most once in so many. */
const FIRST_PROFILED_STEP = 4;
const PROFILE_EVERY = 50;

/** One arm at one seed and one peak rate while it trains. */
export class ActiveRun {
  readonly key: RunKey;
  /** The segment that trains now. */
  arm: LiveArm;
  readonly totalSteps: number;
  readonly #around: RunSurroundings;
  readonly #schedule: Schedule;
  readonly #recorder: CurveRecorder;
  readonly #timing: TimingRecorder;
  readonly #watch: CreationWatch;
  readonly #segments: Segment[];
  readonly #samples: RunSamples;
  readonly #interruptions: Interruption[];
  readonly #stepMs = new Map<number, Promise<number>>();
  readonly #profiled = new Set<number>();
  #latestProfile: StepProfile | undefined;
  #submitted: number;
  #isBroken = false;
  /** A text is written by the model of one step: no step begins before it is done. */
  readonly #turns = new OneAtATime();

  constructor(arm: LiveArm, key: RunKey, totalSteps: number, around: RunSurroundings, before?: RunSnapshot) {
    this.arm = arm;
    this.key = key;
    this.totalSteps = totalSteps;
    this.#around = around;
    this.#schedule = makeSchedule(around.experiment.schedule ?? DEFAULT_SCHEDULE, key.peakLearningRate, totalSteps);
    const cost = { tokens: arm.tokensPerStep, flops: arm.flopsPerStep };
    this.#recorder = new CurveRecorder(cost, before?.curves);
    this.#timing = new TimingRecorder(arm.compileMs);
    this.#watch = new CreationWatch(around.gpu.ledger);
    this.#submitted = this.#recorder.step;
    this.#samples = new RunSamples(() => this.arm, key, around, before?.samples ?? []);
    this.#interruptions = [...(before?.interruptions ?? [])];
    this.#segments = [...(before?.segments ?? []), this.#newSegment()];
  }

  /** Optimizer steps submitted so far. */
  get step(): number {
    return this.#submitted;
  }

  /** The last step that was timed launch by launch; undefined before the first, and without timestamps. */
  get latestProfile(): StepProfile | undefined {
    return this.#latestProfile;
  }

  get isDone(): boolean {
    return this.#isBroken || this.#submitted >= this.totalSteps;
  }

  /** Submits one optimizer step and takes in what earlier ones left. */
  advance(): Promise<void> {
    return this.#turns.run(() => this.#advance());
  }

  async #advance(): Promise<void> {
    await this.#enterSegments();
    const { trainer } = this.arm;
    await this.#around.clock.room();
    await trainer.program.room();
    const index = this.#submitted;
    const values = trainer.stepValues(index, this.#schedule(index));
    if (this.#isProfiledStep(index)) {
      this.#stepMs.set(index, Promise.resolve(await this.#profile(index, values)));
    } else {
      this.#watch.begin();
      trainer.program.submit(values);
      this.#watch.end();
      this.#stepMs.set(index, this.#around.clock.track());
    }
    this.#submitted += 1;
    await this.collect(false);
  }

  /** Takes in finished steps; with `flush` all that were submitted. */
  async collect(flush: boolean): Promise<void> {
    if (flush) await this.arm.trainer.program.idle();
    const rows: StepRow[] = [];
    for (const record of await this.arm.trainer.records(flush)) rows.push(await this.#takeIn(record));
    if (rows.length > 0) {
      const stepMs = rows.map((row) => row.stepMs);
      this.#around.emit(metricsEvent(this.key, this.#recorder.curves, stepMs, this.#around.data.train));
    }
    const broken = rows.find((row) => !Number.isFinite(row.trainLoss));
    if (broken !== undefined && !this.#isBroken) await this.#breakOff(broken);
  }

  /** Evaluates on the quick slice; the point goes into the curves. */
  async evaluateQuick(): Promise<void> {
    await this.collect(true);
    if (this.#isBroken) return;
    const evaluation = await this.#evaluate(this.#around.data.quick);
    this.#recorder.addEvaluation(evaluation.loss, evaluation.standardError);
    this.#emitEvaluation("quick", evaluation);
  }

  /** Continues a prompt at a step boundary. */
  writeSample(settings: SampleSettings): Promise<string> {
    return this.#turns.run(() => this.#samples.write(settings, this.step));
  }

  /** The sample that the experiment asks for. */
  writePlannedSample(settings: SampleSettings): Promise<void> {
    return this.#turns.run(() => this.#samples.writePlanned(settings, this.step));
  }

  interrupt(kind: Interruption["kind"], sentence: string): void {
    this.#interruptions.push({ step: this.#recorder.step, kind, sentence });
  }

  /** Full evaluation, sample and state of a run that reached its end; what there is of one that did not. */
  async finish(): Promise<RunRecord> {
    await this.collect(true);
    const hasReachedEnd = !this.#isBroken && this.#recorder.step >= this.totalSteps;
    const record = this.#record();
    if (!hasReachedEnd) return record;
    const final = await this.#evaluate(this.#around.data.full, true);
    this.#emitEvaluation("full", final);
    const { samples } = this.#around.experiment;
    if (samples !== undefined) await this.writePlannedSample(samples);
    const timings = await this.#turns.run(() => this.#measureDecoding());
    return {
      ...record,
      timings,
      samples: this.#samples.all,
      final,
      stateHash: await stateHash(await this.arm.trainer.readState()),
    };
  }

  async #measureDecoding(): Promise<Timings> {
    const points = await decodeReport(this.arm);
    if (points !== undefined) this.#timing.setDecode(points);
    const timings = this.#timing.timings();
    this.#around.emit({ type: "timings", key: this.key, step: this.step, timings });
    return timings;
  }

  snapshot(): RunSnapshot {
    return {
      key: this.key,
      totalSteps: this.totalSteps,
      curves: structuredClone(this.#recorder.curves),
      segments: [...this.#segments],
      samples: [...this.#samples.all],
      interruptions: [...this.#interruptions],
    };
  }

  async readState(): Promise<StateTensor[]> {
    return this.arm.trainer.readState();
  }

  /** Goes on with the next segment's model where this one ends: its state carried over, its cost from now on. */
  async #enterSegments(): Promise<void> {
    for (let { next } = this.arm; next !== undefined && this.#submitted === boundaryOf(next, this.totalSteps);) {
      await this.collect(true);
      const { trainer } = next.stage;
      const carried = carryOver(await this.readState(), trainer.plan.layout, this.key.seed, next.take);
      trainer.writeState(this.key.seed, carried.tensors);
      this.arm = next.stage;
      this.#recorder.cost = { tokens: this.arm.tokensPerStep, flops: this.arm.flopsPerStep };
      const sentence = transformSentence(carried);
      this.#segments.push({ ...this.#newSegment(), transform: sentence });
      this.#around.emit({ type: "notice", sentence, key: this.key, step: this.#submitted });
      next = this.arm.next;
    }
  }

  #newSegment(): Segment {
    const { identity, source } = this.arm;
    return {
      fromStep: this.#recorder.step,
      documentHash: source.hash,
      planHash: identity.planHash,
      variantTable: identity.variantTable,
      adapter: this.#around.adapter,
    };
  }

  #isProfiledStep(index: number): boolean {
    return index % PROFILE_EVERY === FIRST_PROFILED_STEP;
  }

  async #profile(index: number, values: Parameters<LiveArm["trainer"]["program"]["submit"]>[0]): Promise<number> {
    const { program } = this.arm.trainer;
    const { gpu, adapter } = this.#around;
    await this.collect(true);
    const device = await measurePeaks(gpu);
    this.#timing.setDevice(device);
    const startMs = performance.now();
    const launches = await program.submitTimed(values);
    if (launches === null) {
      program.submit(values);
      await program.idle();
      return performance.now() - startMs;
    }
    const tookMs = performance.now() - startMs;
    const step = index + 1;
    const { isSoftware } = gpu.traits;
    this.#latestProfile = {
      arm: this.arm.id,
      step,
      adapter,
      isSoftware,
      device,
      launches: profileLaunches(launches, device),
    };
    this.#profiled.add(index);
    this.#timing.addProfile(launches);
    const energy = this.#energy();
    this.#around.emit({ type: "timings", key: this.key, step, timings: this.#timing.timings(), energy });
    return tookMs;
  }

  async #takeIn(record: StepRecord): Promise<StepRow> {
    const { index, metrics } = record;
    const stepMs = (await this.#stepMs.get(index)) ?? 0;
    this.#stepMs.delete(index);
    const losses = metrics["loss"].map(([loss]) => loss);
    const row: StepRow = {
      step: index + 1,
      trainLoss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
      gradNorm: metrics["gradient norm"][metrics["gradient norm"].length - 1][0],
      learningRate: this.#schedule(index),
      stepMs,
      segment: this.#segments.length - 1,
    };
    this.#recorder.addStep(row);
    if (!this.#profiled.has(index)) this.#timing.addStep(stepMs, this.arm.trainer.program.phaseTimes(record));
    return row;
  }

  async #evaluate(slice: EvaluationSlice, keepsWindows = false): Promise<Evaluation> {
    const { data, emit } = this.#around;
    const total = slice.windowStarts.length;
    const nats = await this.arm.trainer.evaluate(data.evaluation, slice, (done) => {
      emit({ type: "phase", phase: "evaluation", arm: this.arm.id, done, total, unit: "windows" });
    });
    return {
      ...summarizeEvaluation(data.evaluation, slice, nats),
      perplexityUnit: `per ${data.tokenizer.unit}`,
      ...(keepsWindows ? { windowNats: Array.from(nats) } : {}),
    };
  }

  #emitEvaluation(slice: "quick" | "full", evaluation: Evaluation): void {
    const { curves } = this.#recorder;
    this.#around.emit({
      type: "evaluation",
      key: this.key,
      slice,
      step: this.#recorder.step,
      tokens: curves.tokens.at(-1) ?? 0,
      seconds: this.#recorder.seconds,
      flops: curves.flops.at(-1) ?? 0,
      evaluation,
    });
  }

  /** The loss is no longer a number: says where it first goes wrong, and ends this run. */
  async #breakOff(row: StepRow): Promise<void> {
    this.#isBroken = true;
    const { program } = this.arm.trainer;
    const values = this.arm.trainer.stepValues(row.step - 1, 0);
    const place = await program.locateNonFinite(values);
    const where = place === null ? "" : `, first in ${place.scope} (${place.operator}, ${place.phase})`;
    const sentence =
      `The loss of ${this.arm.title} is no longer a finite number at step ${row.step}${where}. ` +
      `Lower the learning rate (its peak is ${this.key.peakLearningRate}) or clip the gradient.`;
    this.interrupt("not-finite", sentence);
    this.#around.emit({ type: "notice", sentence, key: this.key, step: row.step });
  }

  #energy(): EnergyReport {
    const { gpu, pressure } = this.#around;
    return energyReport({
      counters: this.arm.stepCounters,
      tokensPerStep: this.arm.tokensPerStep,
      deviceMsPerStep: this.#timing.deviceMsPerStep,
      device: this.#timing.device,
      isSoftwareAdapter: gpu.traits.isSoftware,
      pressure: pressure(),
    });
  }

  #record(): RunRecord {
    const { arm, key } = this;
    const { stepCounters } = arm;
    return {
      seed: key.seed,
      learningRate: key.peakLearningRate,
      segments: [...this.#segments],
      curves: this.#recorder.curves,
      timings: this.#timing.timings(),
      counters: {
        dispatchesPerStep: arm.dispatchesPerStep,
        ...this.#watch.report(),
        flopsPerStep: arm.flopsPerStep,
        bytesPerStep: stepCounters.bytesRead + stepCounters.bytesWritten,
        peakBytes: arm.trainer.plan.peakBytes,
      },
      energy: this.#energy(),
      samples: this.#samples.all,
      interruptions: this.#interruptions,
    };
  }
}
