import type { PhaseTimes } from "../../engine/gpu/program.ts";
import type { Takeover } from "../../engine/gpu/succession.ts";
import type { LaunchTime } from "../../engine/gpu/launch-timer.ts";
import type { MeasuredDevice } from "../../lib/energy.ts";
import { roofShare } from "../../lib/roofline.ts";
import { quantile } from "../../lib/statistics.ts";
import type { Timings } from "../schema/result.ts";

/** Steps at the start of a segment that still warm caches and drivers; left out of the spreads. */
const WARMUP_STEPS = 2;

function spread(values: readonly number[]): { median: number; p10: number; p90: number } | undefined {
  if (values.length === 0) return undefined;
  return { median: quantile(values, 0.5), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
}

interface KernelRow {
  readonly label: string;
  readonly block: string;
  ms: number;
  launches: number;
  flops: number;
  bytes: number;
}

/** Collects what steps and kernels took in one run. Times are never mixed: wall per step, device per phase and kernel. */
export class TimingRecorder {
  readonly #compileMs: number | undefined;
  readonly #stepMs: number[] = [];
  readonly #phases: PhaseTimes[] = [];
  #kernels: KernelRow[] = [];
  #device: MeasuredDevice | undefined;
  #takeover: Takeover | undefined;
  #profiles = 0;
  #decode: Timings["decode"];
  #seen = 0;

  constructor(compileMs: number | undefined) {
    this.#compileMs = compileMs;
  }

  addStep(stepMs: number, phases: PhaseTimes | null): void {
    this.#seen += 1;
    if (this.#seen <= WARMUP_STEPS) return;
    this.#stepMs.push(stepMs);
    if (phases !== null) this.#phases.push(phases);
  }

  /** A step that starters ran: it warms up, and is not what the plan's own kernels take. */
  skipStep(): void {
    this.#seen += 1;
  }

  /** When the plan's own kernels took over; undefined where they ran from the beginning or never did. */
  setTakeover(takeover: Takeover | undefined): void {
    this.#takeover = takeover;
  }

  /** What the device reaches, measured before its first profile. */
  setDevice(device: MeasuredDevice): void {
    this.#device = device;
  }

  get device(): MeasuredDevice | undefined {
    return this.#device;
  }

  /** Launch times of one profiled step. */
  addProfile(launches: readonly LaunchTime[]): void {
    this.#profiles += 1;
    const rows = new Map(this.#kernels.map((row) => [`${row.block} ${row.label}`, row]));
    for (const { label, scope, ms, flops, bytes } of launches) {
      const key = `${scope} ${label}`;
      const row = rows.get(key) ?? { label, block: scope, ms: 0, launches: 0, flops: 0, bytes: 0 };
      row.ms += ms;
      row.launches += 1;
      row.flops += flops;
      row.bytes += bytes;
      rows.set(key, row);
    }
    this.#kernels = [...rows.values()];
  }

  /** Latency of single tokens against context; the last measurement stands. */
  setDecode(points: NonNullable<Timings["decode"]>): void {
    this.#decode = points;
  }

  /** Median of the device's own time for a whole step; undefined without timestamps. */
  get deviceMsPerStep(): number | undefined {
    const sums = this.#phases.map(({ forwardMs, backwardMs, optimizerMs }) => forwardMs + backwardMs + optimizerMs);
    return sums.length === 0 ? undefined : quantile(sums, 0.5);
  }

  timings(): Timings {
    const parts = {
      stepMs: spread(this.#stepMs),
      forwardMs: spread(this.#phases.map((phases) => phases.forwardMs)),
      backwardMs: spread(this.#phases.map((phases) => phases.backwardMs)),
      optimizerMs: spread(this.#phases.map((phases) => phases.optimizerMs)),
    };
    const measured = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Timings;
    return {
      ...(this.#compileMs === undefined ? {} : { compileMs: this.#compileMs }),
      ...(this.#takeover === undefined ? {} : { takeover: this.#takeover }),
      ...measured,
      ...(this.#device === undefined ? {} : { device: this.#device }),
      ...(this.#profiles === 0 ? {} : { kernels: this.#kernelRows() }),
      ...(this.#decode === undefined ? {} : { decode: this.#decode }),
    };
  }

  #kernelRows(): NonNullable<Timings["kernels"]> {
    const perStep = (sum: number): number => sum / this.#profiles;
    return this.#kernels
      .map((row) => ({
        ...row,
        ms: perStep(row.ms),
        launches: perStep(row.launches),
        flops: perStep(row.flops),
        bytes: perStep(row.bytes),
        ...(this.#device === undefined ? {} : { peakFraction: roofShare(row, this.#device).peakFraction }),
      }))
      .sort((a, b) => b.ms - a.ms);
  }
}
