import type { ChromeTrace } from "../engine/profile/chrome-trace.ts";
import type { StepProfile } from "../engine/profile/step-profile.ts";
import type { Tuning } from "../engine/tune/tuning.ts";
import type { MeasuredDevice } from "../lib/energy.ts";
import type { PlanReport } from "../engine/plan/report.ts";
import type { EventListener, ProvidedFiles, RunKey, StartOptions } from "../experiments/schema/events.ts";
import type { Experiment, SampleSettings } from "../experiments/schema/experiment.ts";
import type { WeightsEvaluation } from "../experiments/session/evaluate-weights.ts";
import type { MergedWeights } from "../experiments/session/merge-weights.ts";
import type { AdapterReport, ArmCost, DatasetReport, Result } from "../experiments/schema/result.ts";

import type { Counters } from "../lib/counters.ts";
import type { MatchReport, MatchRequest } from "../models/budget/match-budget.ts";
import type { Finding } from "../models/diagnostics/finding.ts";
import type { CostClaim } from "../papers/card.ts";
import type { CostGrowth } from "../papers/cost-growth/cost-growth.ts";

export type * from "../experiments/schema/events.ts";
export type { WeightsEvaluation } from "../experiments/session/evaluate-weights.ts";
export type { EvaluatedForm, MergedWeights } from "../experiments/session/merge-weights.ts";
export type { Budget, MatchReport, MatchRequest } from "../models/budget/match-budget.ts";
export type { LeverName } from "../models/budget/levers.ts";
export type { DispatchRow, PlanReport, SlotRow } from "../engine/plan/report.ts";
export type { FusionNote } from "../engine/passes/fusion-note.ts";
export type { ChromeTrace } from "../engine/profile/chrome-trace.ts";
export type { ProfiledLaunch, StepProfile } from "../engine/profile/step-profile.ts";

export interface DocumentProblem {
  readonly sentence: string;
  /** Path of the node that is wrong, such as `attn.heads`. */
  readonly path?: string;
}

export interface DocumentReport {
  readonly valid: boolean;
  readonly problems: readonly DocumentProblem[];
  /** Canonical hash, when valid. */
  readonly hash?: string;
}

export interface ParameterRow {
  readonly name: string;
  readonly shape: readonly number[];
  readonly block: string;
}

/** What a document costs at one batch and sequence length, from the counters of its unbound graph. */
export interface CostReport extends ArmCost {
  readonly parameters: number;
  /** Activations and their gradients that are alive at once in a training step. */
  readonly activationBytes: number;
  readonly perBlock: readonly { readonly path: string; readonly parameters: number; readonly flopsPerToken: number }[];
}

export interface CostSetting {
  readonly sequenceLength: number;
  readonly batch: number;
}

/** What a document being edited would take on a device, before anything runs. */
export interface DocumentEstimate extends CostReport {
  /** Everything that one training step does, update included. */
  readonly step: Counters;
  /** All buffers of a training step, exactly. */
  readonly peakBytes: number;
  readonly dispatches: number;
  /** Work of one more token behind a full context; absent where the document cannot go on token by token. */
  readonly flopsPerTokenDecode?: number;
}

/** A counter of a card against the length of the sequence, and whether it grows as the card says. */
export interface GrowthReport extends CostGrowth {
  readonly isAsClaimed: boolean;
}

/** The step whose plan is asked for; absent fields are those of an experiment. */
export interface PlanSetting extends CostSetting {
  /** `forward`: the sequences are only read, nothing is kept for a backward. Absent: `training`. */
  readonly pass?: "training" | "forward";
  readonly accumulate?: number;
  readonly recompute?: Experiment["recompute"];
}

/** What a plan takes, with and without making activations again. */
export interface PlanMemory {
  /** All buffers of the plan, exactly. */
  readonly peakBytes: number;
  /** Activations, gradients of activations and scratch. */
  readonly slotBytes: number;
  readonly flops: number;
  readonly dispatches: number;
}

/** The plan of an experiment's arm, as it trains or would train on this device. */
export interface ArmPlan {
  readonly report: PlanReport;
  readonly recompute: Experiment["recompute"];
  readonly memory: Readonly<Record<Experiment["recompute"], PlanMemory>>;
  /** Later segments of the arm, whose plans are others. */
  readonly laterSegments: number;
}

/** What a card's diagnostics found in a trained arm, and which state of it that was. */
export interface DiagnosticReport {
  readonly arm: string;
  readonly title: string;
  readonly step: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly findings: readonly Finding[];
}

export type { Finding } from "../models/diagnostics/finding.ts";

export type GoldenOutcome = "passed" | "failed" | "not implemented";

/** What one golden file came to. A failure names its tensor and its worst element. */
export interface GoldenReport {
  readonly file: string;
  readonly operator: string;
  readonly outcome: GoldenOutcome;
  readonly tensors: number;
  readonly failures: readonly {
    readonly tensor: string;
    readonly sentence: string;
    readonly index?: number;
    readonly got?: number;
    readonly want?: number;
    readonly tolerance?: number;
  }[];
}

/** A session that ended with its page: its latest state, and the texts of the reader's own that it needs. */
export interface InterruptedSession {
  readonly id: string;
  readonly state: Uint8Array<ArrayBuffer>;
  readonly files: ProvidedFiles;
}

/** The steps that a budget gives an arm. */
export interface ArmSteps {
  readonly arm: string;
  readonly title: string;
  readonly steps: number;
}

/** Trained weights that are kept of one run. */
export interface KeptWeights {
  /** Name of the session, which is that of its kept result too. */
  readonly session: string;
  readonly key: RunKey;
  readonly bytes: number;
}

export interface WeightsFile extends KeptWeights {
  /** One safetensors file. */
  readonly file: Uint8Array<ArrayBuffer>;
}

/** What the engine worker offers. One session runs at a time; a second `start` is refused with a sentence. */
export interface EngineApi {
  ping(): "pong";
  adapter(): Promise<AdapterReport>;
  validate(document: unknown): Promise<DocumentReport>;
  cost(document: unknown, setting: CostSetting): Promise<CostReport>;
  /** Cost, memory and work of a document being edited. */
  estimate(document: unknown, setting: CostSetting): Promise<DocumentEstimate>;
  /** Changes one number of a document until it costs what the baseline does. */
  match(request: MatchRequest): Promise<MatchReport>;
  /** The plan of a training step on this device, without running it. */
  plan(document: unknown, setting: PlanSetting): Promise<PlanReport>;
  /** The plan of an arm's training step with the experiment's batch, optimizer and recomputation; its first segment's. */
  armPlan(experiment: unknown, arm: string, trainingTokens?: number): Promise<ArmPlan>;
  /** The steps that an experiment's budget in joules gives each arm. */
  jouleSteps(experiment: unknown): Promise<readonly ArmSteps[]>;
  growth(claim: CostClaim): Promise<GrowthReport>;
  /** What a card's documents tell by themselves. */
  findings(slug: string): Promise<readonly Finding[]>;
  /** What a card's diagnostics find in an arm of the running or the last session; in the last one unless it is named. */
  diagnose(slug: string, arm?: string): Promise<DiagnosticReport>;
  prepareData(
    data: Experiment["data"],
    sequenceLength: number,
    files: ProvidedFiles,
    listener: EventListener,
  ): Promise<DatasetReport>;
  start(experiment: unknown, options: StartOptions, listener: EventListener): Promise<Result>;
  pause(): Promise<void>;
  /** One step of every arm in turn, then paused again. */
  step(): Promise<void>;
  resume(): void;
  /** Ends the runs of this seed and rate at the next step boundary and goes on with the next ones. */
  skip(): void;
  /** Ends the session at the next step boundary; what was measured so far is the result. */
  stop(): void;
  /** The whole paused session as one safetensors file. */
  exportState(): Promise<Uint8Array<ArrayBuffer>>;
  /** Sessions that were kept while they ran and that no page is at now. */
  interrupted(): Promise<readonly InterruptedSession[]>;
  /** Deletes what was kept of a session. */
  forget(id: string): Promise<void>;
  /** The weights that are kept, of all sessions. */
  weights(): Promise<readonly KeptWeights[]>;
  readWeights(session: string): Promise<readonly WeightsFile[]>;
  writeWeights(files: readonly WeightsFile[]): Promise<void>;
  forgetWeights(session: string): Promise<void>;
  /** Continues a prompt with the kept weights of a run; refused where its document writes no text. */
  writeFromWeights(session: string, key: RunKey, prompt: string): Promise<string>;
  /** Scores the kept weights of a run on the held-out slice it ended on; files of the reader's own are given again. */
  evaluateWeights(session: string, key: RunKey, files: ProvidedFiles): Promise<WeightsEvaluation>;
  /** Merges the branches of a trained network; refused where it has none, or they are not joined. */
  mergeWeights(session: string, key: RunKey, files: ProvidedFiles): Promise<MergedWeights>;
  sample(arm: string, settings: SampleSettings): Promise<string>;
  /** What this device reaches, measured at the first call and kept: call it between runs, since it occupies the device. */
  peaks(): Promise<MeasuredDevice>;
  /** Which kernels this device uses by class of shapes, with what was measured; tuned at the first call. Between runs only. */
  tuning(): Promise<Tuning>;
  /** The latest profiled step, of the running or the last session; of the first arm unless one is named. */
  profile(arm?: string): StepProfile;
  /** Times the arm's next step launch by launch; a paused run does one step for it. Refused where that cannot be measured. */
  profileStep(arm: string): Promise<StepProfile>;
  /** The same step in the Trace Event Format, for chrome://tracing and Perfetto. */
  trace(arm?: string): ChromeTrace;
  golden(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<GoldenReport>;
  /** Content-Security-Policy violations seen inside the worker. */
  violations(): readonly string[];
}
