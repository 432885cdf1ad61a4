import type { StepRecord } from "../../engine/gpu/metrics-ring.ts";
import { profileLaunches } from "../../engine/profile/step-profile.ts";
import type { StepProfile } from "../../engine/profile/step-profile.ts";
import { measurePeaks } from "../../engine/tune/measure-peaks.ts";
import type { EnergyReport, RunRecord, Timings } from "../schema/result.ts";
import { CreationWatch } from "./creation-watch.ts";
import { decodeReport } from "./decode-report.ts";
import { energyReport } from "./energy-report.ts";
import type { LiveArm } from "./live-arm.ts";
import type { RunSurroundings } from "./run-surroundings.ts";
import { TimingRecorder } from "./timing-recorder.ts";

/** Kernels are timed one by one at this step and then at most once in so many. */
const FIRST_PROFILED_STEP = 4;
const PROFILE_EVERY = 50;
const NOT_TIMED =
  "Single launches cannot be timed here: the device has no timestamp queries, or a step has more than 2,048 launches. The plan still tells their work.";

type StepValues = Parameters<LiveArm["trainer"]["program"]["submit"]>[0];

/** Submits the steps of one run and keeps what they took: wall and device time, launches, things made, energy. */
export class RunMeasurements {
  readonly #arm: () => LiveArm;
  readonly #around: RunSurroundings;
  readonly #timing: TimingRecorder;
  readonly #watch: CreationWatch;
  readonly #stepMs = new Map<number, Promise<number>>();
  readonly #profiled = new Set<number>();
  /** Steps that starters ran. */
  readonly #started = new Set<number>();
  /** The last step that was timed launch by launch; undefined before the first, and without timestamps. */
  latestProfile: StepProfile | undefined;

  /** `arm` gives the segment that trains now. */
  constructor(arm: () => LiveArm, around: RunSurroundings) {
    this.#arm = arm;
    this.#around = around;
    this.#timing = new TimingRecorder(arm().compileMs);
    this.#watch = new CreationWatch(around.gpu.ledger);
  }

  /** Whether the step with this index is to be timed launch by launch. */
  isProfiled(index: number): boolean {
    const isWanted = this.#around.profileRequests.isWanted(this.#arm().id);
    return isWanted || index % PROFILE_EVERY === FIRST_PROFILED_STEP;
  }

  /** Submits a step of a training run. */
  submit(index: number, values: StepValues): void {
    const { program } = this.#arm().trainer;
    this.#watch.begin();
    program.submit(values);
    this.#watch.end();
    if (program.takeover === undefined) this.#started.add(index);
    this.#stepMs.set(index, this.#around.clock.track());
  }

  /** Runs a step launch by launch; the device must be idle. False where it has no timestamps and the step ran whole. */
  async submitProfiled(index: number, values: StepValues): Promise<boolean> {
    const { program } = this.#arm().trainer;
    const { gpu, adapter } = this.#around;
    // Peaks and kernels are not timed beside a compiler at work.
    await program.settled();
    const device = await measurePeaks(gpu);
    this.#timing.setDevice(device);
    const startMs = performance.now();
    const launches = await program.submitTimed(values);
    if (launches === null) {
      program.submit(values);
      await program.idle();
    }
    this.#stepMs.set(index, Promise.resolve(performance.now() - startMs));
    const { id } = this.#arm();
    if (launches === null) {
      this.#around.profileRequests.refuse(id, NOT_TIMED);
      return false;
    }
    this.#profiled.add(index);
    this.#timing.addProfile(launches);
    const { isSoftware } = gpu.traits;
    const profile = { launches: profileLaunches(launches, device), device };
    this.latestProfile = { arm: id, step: index + 1, adapter, isSoftware, ...profile };
    this.#around.profileRequests.answer(this.latestProfile);
    return true;
  }

  /** Wall time of a finished step, in milliseconds; a profiled one is kept out of the spreads. */
  async takeIn(record: StepRecord): Promise<number> {
    const { index } = record;
    const stepMs = (await this.#stepMs.get(index)) ?? 0;
    this.#stepMs.delete(index);
    if (this.#profiled.has(index)) return stepMs;
    if (this.#started.delete(index)) this.#timing.skipStep();
    else this.#timing.addStep(stepMs, this.#arm().trainer.program.phaseTimes(record));
    return stepMs;
  }

  /** Latency of single tokens against context, where the document can write them. */
  async measureDecoding(): Promise<void> {
    const points = await decodeReport(this.#arm());
    if (points !== undefined) this.#timing.setDecode(points);
  }

  timings(): Timings {
    this.#timing.setTakeover(this.#arm().trainer.program.takeover ?? undefined);
    return this.#timing.timings();
  }

  energy(): EnergyReport {
    const { gpu, pressure } = this.#around;
    const { stepCounters, tokensPerStep } = this.#arm();
    return energyReport({
      counters: stepCounters,
      tokensPerStep,
      deviceMsPerStep: this.#timing.deviceMsPerStep,
      device: this.#timing.device,
      isSoftwareAdapter: gpu.traits.isSoftware,
      pressure: pressure(),
    });
  }

  counters(): RunRecord["counters"] {
    const { dispatchesPerStep, flopsPerStep, stepCounters, trainer } = this.#arm();
    return {
      dispatchesPerStep,
      ...this.#watch.report(),
      flopsPerStep,
      bytesPerStep: stepCounters.bytesRead + stepCounters.bytesWritten,
      peakBytes: trainer.plan.peakBytes,
    };
  }
}
