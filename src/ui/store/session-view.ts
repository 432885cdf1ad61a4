import type { DatasetReport, EnergyReport, Evaluation, Result, Timings } from "../../experiments/schema/result.ts";
import type {
  DatasetEvent,
  NoticeEvent,
  PhaseEvent,
  PlanEvent,
  PlannedArm,
  RunKey,
  SampleEvent,
  SessionState,
} from "../../workers/protocol.ts";

/** Columns of one run, one row per training step; NaN where a value was not finite. */
export interface RunCurves {
  readonly step: readonly number[];
  readonly tokens: readonly number[];
  readonly seconds: readonly number[];
  readonly flops: readonly number[];
  readonly trainLoss: readonly number[];
  readonly trainBitsPerByte: readonly number[];
  readonly gradNorm: readonly number[];
  readonly learningRate: readonly number[];
  readonly stepMs: readonly number[];
  readonly segment: readonly number[];
}

export const EMPTY_CURVES: RunCurves = {
  step: [],
  tokens: [],
  seconds: [],
  flops: [],
  trainLoss: [],
  trainBitsPerByte: [],
  gradNorm: [],
  learningRate: [],
  stepMs: [],
  segment: [],
};

/** One evaluation, placed on every cost axis. */
export interface EvaluationPoint {
  readonly slice: "quick" | "full";
  readonly step: number;
  readonly tokens: number;
  readonly seconds: number;
  readonly flops: number;
  readonly loss: number;
  readonly accuracy?: number | undefined;
  /** Of labels and images, bits per answer; of asked values the loss itself. */
  readonly bitsPerByte: number;
  readonly bitsPerByteStandardError?: number | undefined;
}

export type SampleText = Pick<SampleEvent, "step" | "prompt" | "text">;

/** Everything known of one arm at one seed and one peak learning rate. */
export interface RunView {
  readonly id: string;
  readonly key: RunKey;
  readonly curves: RunCurves;
  readonly evaluations: readonly EvaluationPoint[];
  readonly samples: readonly SampleText[];
  readonly timings?: Timings;
  readonly final?: Evaluation;
  readonly energy?: EnergyReport;
}

export type ViewState = "idle" | SessionState;

/** A failure of the session, with the run and step where it happened if it has such a place. */
export interface SessionFailure {
  readonly sentence: string;
  readonly key?: RunKey | undefined;
  readonly step?: number | undefined;
}

/** One session as the page shows it, whether it runs now or was stored. */
export interface SessionView {
  readonly state: ViewState;
  /** Latest report of each phase, in the order of their first appearance. */
  readonly phases: readonly PhaseEvent[];
  /** What goes on between two points of the curves, such as an evaluation. */
  readonly activity?: PhaseEvent | undefined;
  readonly dataset?: DatasetReport;
  /** Held-out images, while the page that scored them is open. */
  readonly pictures?: NonNullable<DatasetEvent["pictures"]>;
  /** Held-out windows of a series, likewise. */
  readonly series?: NonNullable<DatasetEvent["series"]>;
  /** Held-out scenes, likewise. */
  readonly scenes?: NonNullable<DatasetEvent["scenes"]>;
  readonly adapter?: PlanEvent["adapter"];
  readonly arms: readonly PlannedArm[];
  readonly stepsPerRun?: number;
  readonly plannedRuns: readonly RunKey[];
  readonly runs: readonly RunView[];
  readonly notices: readonly NoticeEvent[];
  readonly failure?: SessionFailure;
  readonly result?: Result;
}

export const IDLE_SESSION: SessionView = {
  state: "idle",
  phases: [],
  arms: [],
  plannedRuns: [],
  runs: [],
  notices: [],
};

export function runId(key: RunKey): string {
  return `${key.arm}/${key.seed}/${key.peakLearningRate}`;
}

/** States in which the worker is busy with this session. */
export function isBusy(state: ViewState): boolean {
  return state === "preparing" || state === "running" || state === "paused" || state === "stopping";
}

/** True once any curve has a point. */
export function hasCurves(view: SessionView): boolean {
  return view.runs.some((run) => run.curves.step.length > 0);
}

/** The runs of one arm, in the order in which they began. */
export function runsOfArm(view: SessionView, arm: string): readonly RunView[] {
  return view.runs.filter((run) => run.key.arm === arm);
}
