import type { Gpu } from "../../engine/gpu/gpu.ts";
import type { StepProfile } from "../../engine/profile/step-profile.ts";
import { observePressure, pressureShares } from "../../lib/compute-pressure.ts";
import type { PressureRecord } from "../../lib/compute-pressure.ts";
import { Failure } from "../../lib/failure.ts";
import type { ProvidedFiles, RunEvent, RunKey } from "../schema/events.ts";
import type { Experiment, SampleSettings } from "../schema/experiment.ts";
import type { AdapterReport, Result } from "../schema/result.ts";
import { ActiveRun } from "./active-run.ts";
import { armDocument, hashOfStages } from "./arm-document.ts";
import type { ArmDocument, FindPaperDocument } from "./arm-document.ts";
import { assembleResult, armResult, plannedArm } from "./assemble-result.ts";
import { plannedSteps, stepsOfArm } from "./budget.ts";
import { SessionControl } from "./control.ts";
import { isLost, LOST_ONCE, LOST_TOO_OFTEN, MOST_LOSSES } from "./device-loss.ts";
import { FinishedRuns } from "./finished-runs.ts";
import { buildLiveArm, destroyArm } from "./live-arm.ts";
import type { LiveArm } from "./live-arm.ts";
import { assertParametersWithin, matchNotices } from "./match-check.ts";
import { measureSteps } from "./measure-steps.ts";
import { adapterName, adapterReport } from "./plan-identity.ts";
import { otherKernelsSentence, tableToResume } from "./resumed-kernels.ts";
import { prepareData } from "./prepare-data.ts";
import type { DataEnvironment, PreparedData } from "./prepare-data.ts";
import { isSameRun, runGroups } from "./run-groups.ts";
import type { RunSurroundings } from "./run-surroundings.ts";
import { assertSameData, assertSameDocuments } from "./same-as-exported.ts";
import { stageAt } from "./segments.ts";
import { SnapshotKeeper } from "./snapshot-keeper.ts";
import type { KeepState } from "./snapshot-keeper.ts";
import { readStateFile, stateBefore, writeStateFile } from "./state-file.ts";
import type { SessionState } from "./state-file.ts";
import { StepClock } from "./step-clock.ts";
import { trainInTurns } from "./train-in-turns.ts";
import { trainedArm } from "./trained-arm.ts";
import type { TrainedArm } from "./trained-arm.ts";
import { WeightsKeeper } from "./weights-keeper.ts";
import type { KeepWeights } from "../schema/weights-file.ts";

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
  /** How much work a lost device may cost; default 20 seconds. */
  readonly snapshotEveryMs?: number;
  /** Keeps states where they outlive the page. */
  readonly keepState?: KeepState | undefined;
  /** Keeps the weights of runs that reached their end. */
  readonly keepWeights?: KeepWeights | undefined;
}

const SNAPSHOT_EVERY_MS = 20_000;
/** A page is closed more often than a device is lost. */
const KEEP_EVERY_MS = 5_000;
/** One experiment from its data to its result. Made for a single run; control it through `control`. */
export class Session {
  readonly control: SessionControl;
  readonly #experiment: Experiment;
  readonly #options: SessionOptions;
  readonly #environment: SessionEnvironment;
  /** Where to continue: an imported state, later the last snapshot before a device was lost. */
  #restore: SessionState | undefined;
  readonly #finished: FinishedRuns;
  readonly #pressure: PressureRecord[] = [];
  #arms: readonly LiveArm[] = [];
  #active: readonly ActiveRun[] = [];
  #data: PreparedData | undefined;
  readonly #snapshots: SnapshotKeeper;
  readonly #weights: WeightsKeeper;
  #interruption: "resumed" | "device-lost" = "resumed";

  constructor(experiment: Experiment, options: SessionOptions, environment: SessionEnvironment) {
    this.#restore = options.resumeFrom === undefined ? undefined : readStateFile(options.resumeFrom);
    this.#experiment = this.#restore?.experiment ?? experiment;
    this.#finished = new FinishedRuns(this.#restore?.finished ?? []);
    this.#options = options;
    this.#environment = environment;
    const { keepState, snapshotEveryMs = keepState === undefined ? SNAPSHOT_EVERY_MS : KEEP_EVERY_MS } = options;
    this.#snapshots = new SnapshotKeeper({ everyMs: snapshotEveryMs, keep: keepState, emit: environment.emit });
    this.#weights = new WeightsKeeper(this.#experiment, options.keepWeights, environment.emit);
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
      await this.#snapshots.begin(this.#restore ?? stateBefore(this.#experiment));
      const sources = await this.#armDocuments();
      const data = await this.#prepareData();
      const adapter = await this.#trainOnSomeDevice(sources, data);
      return assembleResult({
        experiment: this.#experiment,
        dataset: data.report,
        adapter,
        versions: this.#environment.versions,
        startedAt,
        arms: this.#arms.map((arm) => armResult(arm, this.#finished.ofArm(arm.id), this.#experiment)),
      });
    } finally {
      this.control.end();
      stopPressure?.();
      this.#active = [];
      for (const arm of this.#arms) destroyArm(arm);
    }
  }

  /** Trains to the end, on a new device from the last snapshot whenever one was lost. */
  async #trainOnSomeDevice(sources: readonly ArmDocument[], data: PreparedData): Promise<AdapterReport> {
    let lossesWithoutProgress = 0;
    for (let isFirst = true; ; isFirst = false) {
      const gpu = await this.#environment.openGpu();
      const begun = this.#restore?.active.flatMap(({ snapshot }) => snapshot.segments) ?? [];
      const table = tableToResume(begun, adapterName(adapterReport(gpu)));
      if (table !== undefined) gpu.useVariants(table);
      try {
        this.#arms = await this.#buildArms(gpu, sources, data);
        if (isFirst) this.#announce(gpu);
        await this.#trainAll(this.#surroundings(gpu, data));
        return adapterReport(gpu);
      } catch (thrown) {
        if (thrown instanceof Failure || !(await isLost(gpu))) throw thrown;
        const { latest } = this.#snapshots;
        const hasProgress = latest !== undefined && latest !== this.#restore;
        lossesWithoutProgress = hasProgress ? 1 : lossesWithoutProgress + 1;
        if (lossesWithoutProgress > MOST_LOSSES) throw new Failure(LOST_TOO_OFTEN, { cause: thrown });
        for (const arm of this.#arms) destroyArm(arm);
        this.#restore = latest ?? this.#restore;
        this.#interruption = "device-lost";
        this.#environment.emit({ type: "notice", sentence: LOST_ONCE });
      }
    }
  }

  /** The paused session as one safetensors file. */
  async exportState(): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.control.isPaused || this.#data === undefined) {
      throw new Failure("A run can be exported only while it is paused between two steps. Pause it first.");
    }
    return writeStateFile(await this.#state(this.#data));
  }

  async #state(data: PreparedData): Promise<SessionState> {
    const active = await Promise.all(
      this.#active.map(async (run) => ({ snapshot: run.snapshot(), tensors: await run.readState() })),
    );
    return {
      experiment: this.#experiment,
      datasetSha256: data.report.sha256,
      documents: Object.fromEntries(this.#arms.map((arm) => [arm.id, hashOfStages(arm.source)])),
      finished: this.#finished.all,
      active,
    };
  }

  /** Of each arm that has one, the latest step that was timed launch by launch. */
  get profiles(): ReadonlyMap<string, StepProfile> {
    const active = this.#active.flatMap((run) => run.latestProfile ?? []);
    return new Map([...this.#finished.profiles, ...active.map((profile) => [profile.arm, profile] as const)]);
  }

  /** Arms as they are: at their last step while they train, else at the end of their last run. */
  async trained(): Promise<TrainedArm[]> {
    const data = this.#data;
    const active = data === undefined ? [] : await Promise.all(this.#active.map((run) => trainedArm(run, data)));
    return [...new Map([...this.#finished.trained.values(), ...active].map((arm) => [arm.arm, arm])).values()];
  }

  async sample(arm: string, settings: SampleSettings): Promise<string> {
    const run = this.#active.find((candidate) => candidate.arm.id === arm);
    if (run === undefined) throw new Failure(`Arm ${arm} is not training, so it cannot write a sample now.`);
    return run.writeSample(settings);
  }

  async #armDocuments(): Promise<ArmDocument[]> {
    const sources: ArmDocument[] = [];
    for (const arm of this.#experiment.arms) sources.push(await armDocument(arm, this.#environment.findPaperDocument));
    assertSameDocuments(this.#restore, sources);
    return sources;
  }

  async #prepareData(): Promise<PreparedData> {
    const { emit, data: environment } = this.#environment;
    const data = await prepareData(this.#experiment, this.#options.files, environment, emit);
    assertSameData(this.#restore, data.report.sha256);
    this.#data = data;
    emit({
      type: "dataset",
      dataset: data.report,
      ...(data.pictures && { pictures: data.pictures }),
      ...(data.series && { series: data.series }),
      ...(data.scenes && { scenes: data.scenes }),
    });
    return data;
  }

  async #buildArms(gpu: Gpu, sources: readonly ArmDocument[], data: PreparedData): Promise<LiveArm[]> {
    const arms: LiveArm[] = [];
    for (const source of sources) {
      arms.push(await buildLiveArm(gpu, this.#experiment, source, data, this.#environment.emit));
    }
    return arms;
  }

  #announce(gpu: Gpu): void {
    const { emit } = this.#environment;
    const arms = this.#arms.map((arm) => plannedArm(arm, this.#experiment));
    assertParametersWithin(this.#experiment, arms);
    emit({
      type: "plan",
      adapter: adapterReport(gpu),
      arms,
      stepsPerRun: plannedSteps(this.#experiment),
      runs: runGroups(this.#experiment, this.#arms).flat(),
    });
    for (const sentence of matchNotices(this.#experiment, arms, gpu.traits.isSoftware))
      emit({ type: "notice", sentence });
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
      profileRequests: this.control.profileRequests,
    };
  }

  async #trainAll(around: RunSurroundings): Promise<void> {
    const { emit } = this.#environment;
    emit({ type: "state", state: "running" });
    for (const keys of runGroups(this.#experiment, this.#arms)) {
      if (keys.every((key) => this.#finished.has(key))) continue;
      this.#active = await this.#startGroup(keys, around);
      await trainInTurns(this.#active, {
        experiment: this.#experiment,
        control: this.control,
        emit,
        pauseAtStep: this.#options.pauseAtStep,
        betweenRounds: () => this.#keepSnapshot(around.data),
      });
      for (const run of this.#active) await this.#finishRun(run, around.data);
      this.#active = [];
      if (this.control.isStopped) break;
    }
    for (const arm of this.#arms) {
      emit({ type: "arm-finished", arm: armResult(arm, this.#finished.ofArm(arm.id), this.#experiment) });
    }
  }

  async #startGroup(keys: readonly RunKey[], around: RunSurroundings): Promise<ActiveRun[]> {
    const runs: ActiveRun[] = [];
    for (const [index, arm] of this.#arms.entries()) {
      const key = keys[index];
      const exported = this.#restore?.active.find(({ snapshot }) => isSameRun(snapshot.key, key));
      const totalSteps = exported?.snapshot.totalSteps ?? (await this.#stepsOf(arm, key, around.clock));
      const stage = exported === undefined ? arm : stageAt(arm, exported.snapshot);
      if (exported === undefined) stage.trainer.initialise(key.seed);
      else stage.trainer.writeState(key.seed, exported.tensors);
      const run = new ActiveRun(stage, key, totalSteps, around, exported?.snapshot);
      if (exported !== undefined) {
        const kernels = otherKernelsSentence(run.snapshot().segments);
        const resumed = `Resumed at step ${run.step} on ${around.adapter}.`;
        run.interrupt(this.#interruption, kernels === null ? resumed : `${resumed} ${kernels}`);
      }
      runs.push(run);
    }
    return runs;
  }

  /** Now and then keeps the state, for the case that the device is lost or the page is closed. */
  #keepSnapshot(data: PreparedData): Promise<void> {
    return this.#snapshots.takeIfDue(this.control.wantsPause, async () => {
      for (const run of this.#active) await run.collect(true);
      return this.#state(data);
    });
  }

  async #stepsOf(arm: LiveArm, key: RunKey, clock: StepClock): Promise<number> {
    const { seconds } = this.#experiment.budget;
    if (seconds === undefined) return stepsOfArm(this.#experiment, arm)!;
    return measureSteps(arm, key.seed, seconds, clock);
  }

  async #finishRun(run: ActiveRun, data: PreparedData): Promise<void> {
    if (this.#finished.has(run.key)) return;
    if (!run.isDone) run.interrupt("stopped", `Stopped at step ${run.step} of ${run.totalSteps}.`);
    const record = await this.#finished.take(run, data);
    if (record.final !== undefined) await this.#weights.take(run);
    this.#environment.emit({ type: "run-finished", key: run.key, run: record });
  }
}
