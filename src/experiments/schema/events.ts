import type { Pictures, ShownScenes, ShownSeries } from "../../data/prepared.ts";
import type {
  AdapterReport,
  ArmCost,
  ArmResult,
  DatasetReport,
  EnergyReport,
  Evaluation,
  Result,
  RunRecord,
  Timings,
} from "./result.ts";

/** Bytes of files that an experiment names: local files headlessly, dropped or pasted ones in the page. */
export type ProvidedFiles = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** One arm at one seed and one peak learning rate: what a curve belongs to. */
export interface RunKey {
  readonly arm: string;
  readonly seed: number;
  readonly peakLearningRate: number;
}

export type PhaseName =
  "adapter" | "data" | "tokenizer" | "yardsticks" | "compile" | "first-step" | "evaluation" | "sample";

/** What happens before (and between) points of the curves. `total` absent: the end is not known. */
export interface PhaseEvent {
  readonly type: "phase";
  readonly phase: PhaseName;
  readonly arm?: string;
  readonly done: number;
  readonly total?: number;
  /** What `done` and `total` count, such as `kernels` or `bytes`. */
  readonly unit: string;
}

/** Rows of consecutive steps, in columns of equal length; null where a value was not finite. */
export interface MetricsEvent {
  readonly type: "metrics";
  readonly key: RunKey;
  readonly segment: number;
  readonly step: readonly number[];
  readonly tokens: readonly number[];
  readonly seconds: readonly number[];
  readonly flops: readonly number[];
  readonly trainLoss: readonly (number | null)[];
  /** The training losses again, in bits per byte of the training text, per label or per image; of squared errors as they are. */
  readonly trainBitsPerByte: readonly (number | null)[];
  readonly gradNorm: readonly (number | null)[];
  readonly learningRate: readonly number[];
  readonly stepMs: readonly number[];
}

export interface EvaluationEvent {
  readonly type: "evaluation";
  readonly key: RunKey;
  readonly slice: "quick" | "full";
  readonly step: number;
  readonly tokens: number;
  readonly seconds: number;
  readonly flops: number;
  readonly evaluation: Evaluation;
}

export interface TimingsEvent {
  readonly type: "timings";
  readonly key: RunKey;
  readonly step: number;
  readonly timings: Timings;
  /** The proxies as far as they are measured by now. */
  readonly energy?: EnergyReport;
}

export interface SampleEvent {
  readonly type: "sample";
  readonly key: RunKey;
  readonly step: number;
  readonly prompt: string;
  readonly text: string;
}

/** Sent once the dataset is ready: sizes, hashes and the n-gram yardsticks on the evaluation slice. */
export interface DatasetEvent {
  readonly type: "dataset";
  readonly dataset: DatasetReport;
  /** Of images: the first of the slice that is scored at the end. */
  readonly pictures?: Pictures;
  /** Of a series: some windows of that slice. */
  readonly series?: ShownSeries;
  /** Of scenes: the first of that slice. */
  readonly scenes?: ShownScenes;
}

export interface PlannedArm {
  readonly id: string;
  readonly title: string;
  readonly parameters: number;
  readonly cost: ArmCost;
  /** Proxies that the counters alone tell, so that they stand on the page before the run ends. */
  readonly energy?: EnergyReport;
  /** Of each of its runs; absent while a budget in seconds is being measured. */
  readonly steps?: number;
}

/** Sent once all arms are built: what will run, before the first step. */
export interface PlanEvent {
  readonly type: "plan";
  readonly adapter: AdapterReport;
  readonly arms: readonly PlannedArm[];
  /** Steps of each run; null where arms differ in them, or while a budget in seconds is being measured. */
  readonly stepsPerRun: number | null;
  readonly runs: readonly RunKey[];
}

export type SessionState = "preparing" | "running" | "paused" | "stopping" | "finished" | "failed";

export interface StateEvent {
  readonly type: "state";
  readonly state: SessionState;
}

export interface RunFinishedEvent {
  readonly type: "run-finished";
  readonly key: RunKey;
  readonly run: RunRecord;
}

/** All seeds and learning rates of one arm are done. */
export interface ArmFinishedEvent {
  readonly type: "arm-finished";
  readonly arm: ArmResult;
}

export interface FinishedEvent {
  readonly type: "finished";
  readonly result: Result;
}

/** The session ended early; the sentence says what is wrong, where, and what to do. */
export interface FailureEvent {
  readonly type: "failure";
  readonly sentence: string;
  readonly key?: RunKey;
  readonly step?: number;
}

/** Something the reader should know though the run goes on, such as a lost device that was rebuilt. */
export interface NoticeEvent {
  readonly type: "notice";
  readonly sentence: string;
  readonly key?: RunKey;
  readonly step?: number;
}

export type RunEvent =
  | PhaseEvent
  | DatasetEvent
  | PlanEvent
  | StateEvent
  | MetricsEvent
  | EvaluationEvent
  | TimingsEvent
  | SampleEvent
  | RunFinishedEvent
  | ArmFinishedEvent
  | FinishedEvent
  | FailureEvent
  | NoticeEvent;

/** Events arrive in batches, at most one batch per animation frame's time. */
export type EventListener = (events: readonly RunEvent[]) => void;

export interface StartOptions {
  readonly files?: ProvidedFiles;
  /** A state made by `exportState`: the session continues where that one stood, bit for bit. */
  readonly resumeFrom?: Uint8Array<ArrayBuffer>;
  /** Stop at this step boundary and stay paused; used to export a state at an exact step. */
  readonly pauseAtStep?: number;
  /** Keeps the session's state under this name while it runs, so that it survives its page. */
  readonly keepAs?: string;
  /** Keeps the weights of its runs under that name too, as long as all kept weights take no more bytes than this. */
  readonly weightsLimitBytes?: number;
}
