import type { StepRecord } from "../../engine/gpu/metrics-ring.ts";
import type { StepProfile } from "../../engine/profile/step-profile.ts";
import { OneAtATime } from "../../lib/one-at-a-time.ts";
import { DEFAULT_SCHEDULE } from "../../training/schedules/settings.ts";
import { makeSchedule } from "../../training/schedules/index.ts";
import type { Schedule } from "../../training/schedules/index.ts";
import { stateHash } from "../../training/state/state-hash.ts";
import type { StateTensor } from "../../training/state/state-hash.ts";
import { carryOver } from "../../training/transforms/carry-over.ts";
import type { RunKey } from "../schema/events.ts";
import type { SampleSettings } from "../schema/experiment.ts";
import type { Interruption, RunRecord, Segment, Timings } from "../schema/result.ts";
import { CurveRecorder } from "./curve-recorder.ts";
import type { StepRow } from "./curve-recorder.ts";
import type { LiveArm } from "./live-arm.ts";
import { metricsEvent } from "./metrics-event.ts";
import { notFiniteSentence } from "./not-finite.ts";
import { evaluateArm, evaluationEvent, testArm } from "./run-evaluation.ts";
import { RunMeasurements } from "./run-measurements.ts";
import { RunSamples } from "./run-samples.ts";
import type { RunSnapshot } from "./run-snapshot.ts";
import type { RunSurroundings } from "./run-surroundings.ts";
import { boundaryOf, transformSentence } from "./segments.ts";

/** One arm at one seed and one peak rate while it trains. */
export class ActiveRun {
  readonly key: RunKey;
  /** The segment that trains now. */
  arm: LiveArm;
  readonly totalSteps: number;
  readonly #around: RunSurroundings;
  readonly #schedule: Schedule;
  readonly #recorder: CurveRecorder;
  readonly #measurements: RunMeasurements;
  readonly #segments: Segment[];
  readonly #samples: RunSamples;
  readonly #interruptions: Interruption[];
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
    this.#measurements = new RunMeasurements(() => this.arm, around);
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
    return this.#measurements.latestProfile;
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
    const values = trainer.stepValues(index, this.#learningRate(index), index / this.totalSteps);
    if (this.#measurements.isProfiled(index)) await this.#profile(index, values);
    else this.#measurements.submit(index, values);
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
      this.#around.emit(metricsEvent(this.key, this.#recorder.curves, stepMs, this.#around.data.trainBitsPerLoss));
    }
    const broken = rows.find((row) => !Number.isFinite(row.trainLoss));
    if (broken !== undefined && !this.#isBroken) await this.#breakOff(broken);
  }

  /** Evaluates on the quick slice; the point goes into the curves. */
  async evaluateQuick(): Promise<void> {
    await this.collect(true);
    if (this.#isBroken) return;
    const evaluation = await evaluateArm(this.arm, this.#around.data.quick, this.#around);
    this.#recorder.addEvaluation(evaluation);
    this.#around.emit(evaluationEvent(this.key, "quick", evaluation, this.#recorder));
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
    const final = await evaluateArm(this.arm, this.#around.data.full, this.#around, true);
    this.#around.emit(evaluationEvent(this.key, "full", final, this.#recorder));
    const tests = await testArm(this.arm, this.#around);
    const { samples } = this.#around.experiment;
    if (samples !== undefined) await this.writePlannedSample(samples);
    const timings = await this.#turns.run(() => this.#measureDecoding());
    return {
      ...record,
      timings,
      samples: this.#samples.all,
      final,
      ...(tests.length === 0 ? {} : { tests }),
      stateHash: await stateHash(await this.arm.trainer.readState()),
    };
  }

  async #measureDecoding(): Promise<Timings> {
    await this.#measurements.measureDecoding();
    const timings = this.#measurements.timings();
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
      const learned = await this.arm.hashLearner?.learn(this.#submitted, this.key.seed);
      const sentence = [transformSentence(carried), ...(learned === undefined ? [] : [learned])].join(" ");
      this.#segments.push({ ...this.#newSegment(), transform: sentence });
      this.#around.emit({ type: "notice", sentence, key: this.key, step: this.#submitted });
      next = this.arm.next;
    }
  }

  #learningRate(index: number): number {
    return this.#schedule(index) * this.arm.source.rateScale;
  }

  #newSegment(): Segment {
    const { identity, source, trainer } = this.arm;
    return {
      fromStep: this.#recorder.step,
      documentHash: source.hash,
      planHash: identity.planHash,
      variantTable: identity.variantTable,
      variants: { ...trainer.plan.traits.variants },
      adapter: this.#around.adapter,
    };
  }

  async #profile(index: number, values: Parameters<RunMeasurements["submitProfiled"]>[1]): Promise<void> {
    await this.collect(true);
    if (!(await this.#measurements.submitProfiled(index, values))) return;
    const [timings, energy] = [this.#measurements.timings(), this.#measurements.energy()];
    this.#around.emit({ type: "timings", key: this.key, step: index + 1, timings, energy });
  }

  async #takeIn(record: StepRecord): Promise<StepRow> {
    const { index, metrics } = record;
    const stepMs = await this.#measurements.takeIn(record);
    const losses = metrics["loss"].map(([loss]) => loss);
    const row: StepRow = {
      step: index + 1,
      trainLoss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
      gradNorm: metrics["gradient norm"][metrics["gradient norm"].length - 1][0],
      learningRate: this.#learningRate(index),
      stepMs,
      segment: this.#segments.length - 1,
    };
    this.#recorder.addStep(row);
    return row;
  }

  /** The loss is no longer a number: says where it first goes wrong, and ends this run. */
  async #breakOff(row: StepRow): Promise<void> {
    this.#isBroken = true;
    const sentence = await notFiniteSentence(this.arm, row.step, this.key.peakLearningRate);
    this.interrupt("not-finite", sentence);
    this.#around.emit({ type: "notice", sentence, key: this.key, step: row.step });
  }

  #record(): RunRecord {
    const { key } = this;
    return {
      seed: key.seed,
      learningRate: key.peakLearningRate,
      segments: [...this.#segments],
      curves: this.#recorder.curves,
      timings: this.#measurements.timings(),
      counters: this.#measurements.counters(),
      energy: this.#measurements.energy(),
      samples: this.#samples.all,
      interruptions: this.#interruptions,
    };
  }
}
