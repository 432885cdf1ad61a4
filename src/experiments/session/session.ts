import type { Gpu } from "../../engine/gpu/gpu.ts";
import { observePressure, pressureShares } from "../../lib/compute-pressure.ts";
import type { PressureRecord } from "../../lib/compute-pressure.ts";
import { Failure } from "../../lib/failure.ts";
import type { ProvidedFiles, RunEvent, RunKey } from "../schema/events.ts";
import type { Experiment, SampleSettings } from "../schema/experiment.ts";
import type { Result, RunRecord } from "../schema/result.ts";
import { ActiveRun } from "./active-run.ts";
import type { RunSurroundings } from "./active-run.ts";
import { armDocument } from "./arm-document.ts";
import type { ArmDocument, FindPaperDocument } from "./arm-document.ts";
import { assembleResult, armResult, plannedArm } from "./assemble-result.ts";
import { plannedSteps, stepsWithin } from "./budget.ts";
import { SessionControl } from "./control.ts";
import { buildLiveArm } from "./live-arm.ts";
import type { LiveArm } from "./live-arm.ts";
import { adapterName, adapterReport } from "./plan-identity.ts";
import { prepareData } from "./prepare-data.ts";
import type { DataEnvironment, PreparedData } from "./prepare-data.ts";
import { readStateFile, writeStateFile } from "./state-file.ts";
import type { SessionState } from "./state-file.ts";
import { StepClock } from "./step-clock.ts";

/** What a session needs from the world around it. */
export interface SessionEnvironment {
  readonly openGpu: () => Promise<Gpu>;
  readonly data: DataEnvironment;
  readonly findPaperDocument: FindPaperDocument;
  readonly versions: Readonly<Record<string, string>>;
  readonly emit: (event: RunEvent) => void;
}

export interface SessionOptions {
  readonly files: ProvidedFiles;
  readonly resumeFrom?: Uint8Array | undefined;
  readonly pauseAtStep?: number | undefined;
}

/** Steps that are timed to turn a budget in seconds into a number of steps. */
const MEASURED_STEPS = 4;

/** Runs at one seed and one point of the grid: one per arm, trained in turns. */
interface Group {
  readonly seed: number;
  readonly rates: ReadonlyMap<string, number>;
}

/** One experiment from its data to its result. Made for a single run; control it through `control`. */
export class Session {
  readonly control: SessionControl;
  readonly #experiment: Experiment;
  readonly #options: SessionOptions;
  readonly #environment: SessionEnvironment;
  readonly #resumed: SessionState | undefined;
  readonly #finished: { arm: string; run: RunRecord }[] = [];
  readonly #pressure: PressureRecord[] = [];
  #arms: readonly LiveArm[] = [];
  #active: readonly ActiveRun[] = [];
  #data: PreparedData | undefined;

  constructor(experiment: Experiment, options: SessionOptions, environment: SessionEnvironment) {
    this.#resumed = options.resumeFrom === undefined ? undefined : readStateFile(options.resumeFrom);
    this.#experiment = this.#resumed?.experiment ?? experiment;
    this.#options = options;
    this.#environment = environment;
    this.control = new SessionControl((state) =>
      environment.emit({ type: "state", state: state === "stopped" ? "stopping" : state }),
    );
  }

  async run(): Promise<Result> {
    const { emit } = this.#environment;
    const startedAt = new Date().toISOString();
    const stopPressure = await observePressure((record) => this.#pressure.push(record));
    try {
      emit({ type: "state", state: "preparing" });
      const sources = await this.#armDocuments();
      const data = await this.#prepareData();
      const gpu = await this.#environment.openGpu();
      this.#arms = await this.#buildArms(gpu, sources, data);
      const around = this.#surroundings(gpu, data);
      await this.#trainAll(around);
      return assembleResult({
        experiment: this.#experiment,
        dataset: data.report,
        adapter: adapterReport(gpu),
        versions: this.#environment.versions,
        startedAt,
        arms: this.#arms.map((arm) => armResult(arm, this.#runsOf(arm.id), this.#experiment)),
      });
    } finally {
      this.control.end();
      stopPressure?.();
      for (const arm of this.#arms) arm.trainer.destroy();
    }
  }

  /** The paused session as one safetensors file. */
  async exportState(): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.control.isPaused || this.#data === undefined) {
      throw new Failure("A run can be exported only while it is paused between two steps. Pause it first.");
    }
    const active = await Promise.all(
      this.#active.map(async (run) => ({ snapshot: run.snapshot(), tensors: await run.readState() })),
    );
    return writeStateFile({
      experiment: this.#experiment,
      datasetSha256: this.#data.report.sha256,
      documents: Object.fromEntries(this.#arms.map((arm) => [arm.id, arm.source.hash])),
      finished: this.#finished,
      active,
    });
  }

  async sample(arm: string, settings: SampleSettings): Promise<string> {
    const run = this.#active.find((candidate) => candidate.arm.id === arm);
    if (run === undefined) throw new Failure(`Arm ${arm} is not training, so it cannot write a sample now.`);
    return run.writeSample(settings);
  }

  async #armDocuments(): Promise<ArmDocument[]> {
    const sources: ArmDocument[] = [];
    for (const arm of this.#experiment.arms) sources.push(await armDocument(arm, this.#environment.findPaperDocument));
    for (const { id, hash } of sources) {
      const exported = this.#resumed?.documents[id];
      if (exported !== undefined && exported !== hash) {
        throw new Failure(
          `Arm ${id} is not the architecture that was exported; presets may have changed since. Resume with the version that exported it.`,
        );
      }
    }
    return sources;
  }

  async #prepareData(): Promise<PreparedData> {
    const { emit, data: environment } = this.#environment;
    const data = await prepareData(this.#experiment, this.#options.files, environment, emit);
    if (this.#resumed !== undefined && this.#resumed.datasetSha256 !== data.report.sha256) {
      throw new Failure(
        `The data are not those of the exported run (SHA-256 ${this.#resumed.datasetSha256}). Give it the same text.`,
      );
    }
    this.#data = data;
    emit({ type: "dataset", dataset: data.report });
    return data;
  }

  async #buildArms(gpu: Gpu, sources: readonly ArmDocument[], data: PreparedData): Promise<LiveArm[]> {
    const { emit } = this.#environment;
    const arms: LiveArm[] = [];
    for (const source of sources) arms.push(await buildLiveArm(gpu, this.#experiment, source, data, emit));
    const groups = this.#groups(arms);
    const runs = groups.flatMap(({ seed, rates }) => arms.map((arm): RunKey => keyOf(arm, seed, rates)));
    emit({
      type: "plan",
      adapter: adapterReport(gpu),
      arms: arms.map((arm) => plannedArm(arm, this.#experiment)),
      stepsPerRun: plannedSteps(this.#experiment),
      runs,
    });
    return arms;
  }

  #surroundings(gpu: Gpu, data: PreparedData): RunSurroundings {
    return {
      gpu,
      experiment: this.#experiment,
      data,
      clock: new StepClock(gpu),
      adapter: adapterName(adapterReport(gpu)),
      emit: this.#environment.emit,
      pressure: () => pressureShares(this.#pressure, performance.now()),
    };
  }

  /** Every seed at every point of the grid; without a grid each arm trains at its own rate. */
  #groups(arms: readonly LiveArm[]): Group[] {
    const { learningRates, seeds } = this.#experiment;
    const points: ReadonlyMap<string, number>[] =
      learningRates === undefined
        ? [new Map(arms.map((arm) => [arm.id, ownRate(arm)]))]
        : learningRates.map((rate) => new Map(arms.map((arm) => [arm.id, rate])));
    return seeds.flatMap((seed) => points.map((rates) => ({ seed, rates })));
  }

  async #trainAll(around: RunSurroundings): Promise<void> {
    this.#finished.push(...(this.#resumed?.finished ?? []));
    const { emit } = this.#environment;
    emit({ type: "state", state: "running" });
    for (const { seed, rates } of this.#groups(this.#arms)) {
      const keys = this.#arms.map((arm) => keyOf(arm, seed, rates));
      if (keys.every((key) => this.#isFinished(key))) continue;
      this.#active = await this.#startGroup(keys, around);
      await this.#trainGroup();
      for (const run of this.#active) await this.#finishRun(run);
      this.#active = [];
      if (this.control.isStopped) break;
    }
    for (const arm of this.#arms) {
      emit({ type: "arm-finished", arm: armResult(arm, this.#runsOf(arm.id), this.#experiment) });
    }
  }

  async #startGroup(keys: readonly RunKey[], around: RunSurroundings): Promise<ActiveRun[]> {
    const runs: ActiveRun[] = [];
    for (const [index, arm] of this.#arms.entries()) {
      const key = keys[index];
      const exported = this.#resumed?.active.find(({ snapshot }) => isSameKey(snapshot.key, key));
      const totalSteps = exported?.snapshot.totalSteps ?? (await this.#stepsOf(arm, key, around));
      if (exported === undefined) arm.trainer.initialise(key.seed);
      else arm.trainer.writeState(key.seed, exported.tensors);
      const run = new ActiveRun(arm, key, totalSteps, around, exported?.snapshot);
      if (exported !== undefined) run.interrupt("resumed", `Resumed at step ${run.step} on ${around.adapter}.`);
      runs.push(run);
    }
    return runs;
  }

  async #stepsOf(arm: LiveArm, key: RunKey, around: RunSurroundings): Promise<number> {
    const planned = plannedSteps(this.#experiment);
    const { seconds } = this.#experiment.budget;
    if (planned !== null || seconds === undefined) return planned ?? 1;
    const { trainer } = arm;
    trainer.initialise(key.seed);
    const times: number[] = [];
    for (let index = 0; index < MEASURED_STEPS; index += 1) {
      await around.clock.room();
      await trainer.program.room();
      trainer.program.submit(trainer.stepValues(index, 0));
      times.push(await around.clock.track());
    }
    await trainer.records(true);
    return stepsWithin(seconds, Math.min(...times.slice(1)));
  }

  async #trainGroup(): Promise<void> {
    const { every } = this.#experiment.evaluate;
    const { samples } = this.#experiment;
    let round = Math.min(...this.#active.map((run) => run.step));
    while (this.#active.some((run) => !run.isDone)) {
      if (this.control.wantsPause) for (const run of this.#active) await run.collect(true);
      if (!(await this.control.boundary())) return;
      for (const run of this.#active) if (!run.isDone) await this.#advance(run, round);
      round += 1;
      for (const run of this.#active) {
        if (run.step !== round) continue;
        if (round % every === 0 || run.isDone) await run.evaluateQuick();
        if (samples?.every !== undefined && round % samples.every === 0 && !run.isDone) await run.writeSample(samples);
      }
      if (round === this.#options.pauseAtStep) void this.control.pause();
    }
  }

  async #advance(run: ActiveRun, round: number): Promise<void> {
    const { emit } = this.#environment;
    const isFirst = round === 0;
    if (isFirst) emit({ type: "phase", phase: "first-step", arm: run.arm.id, done: 0, total: 1, unit: "steps" });
    await run.advance();
    if (isFirst) emit({ type: "phase", phase: "first-step", arm: run.arm.id, done: 1, total: 1, unit: "steps" });
  }

  async #finishRun(run: ActiveRun): Promise<void> {
    if (!run.isDone) run.interrupt("stopped", `Stopped at step ${run.step} of ${run.totalSteps}.`);
    const record = await run.finish();
    this.#finished.push({ arm: run.arm.id, run: record });
    this.#environment.emit({ type: "run-finished", key: run.key, run: record });
  }

  #runsOf(arm: string): RunRecord[] {
    return this.#finished.filter((finished) => finished.arm === arm).map(({ run }) => run);
  }

  #isFinished(key: RunKey): boolean {
    return this.#finished.some(
      ({ arm, run }) => arm === key.arm && run.seed === key.seed && run.learningRate === key.peakLearningRate,
    );
  }
}

/** The family's rate for documents that bring no defaults of their own. */
const DEFAULT_RATE = 0.003;

function ownRate(arm: LiveArm): number {
  return arm.source.training?.learningRate ?? DEFAULT_RATE;
}

function keyOf(arm: LiveArm, seed: number, rates: ReadonlyMap<string, number>): RunKey {
  return { arm: arm.id, seed, peakLearningRate: rates.get(arm.id) ?? ownRate(arm) };
}

function isSameKey(a: RunKey, b: RunKey): boolean {
  return a.arm === b.arm && a.seed === b.seed && a.peakLearningRate === b.peakLearningRate;
}
