import * as Comlink from "comlink";
import type { Tuning } from "../engine/tune/tuning.ts";
import type { MeasuredDevice } from "../lib/energy.ts";
import type { AdapterReport, Result } from "../experiments/schema/result.ts";
import { PAPER_SLUGS } from "../papers/index.ts";
import { engine, startSession } from "./client.ts";
import type {
  ArmPlan,
  ChromeTrace,
  CostReport,
  CostSetting,
  DiagnosticReport,
  DocumentReport,
  Finding,
  GoldenReport,
  PlanReport,
  PlanSetting,
  ProvidedFiles,
  RunEvent,
  StepProfile,
} from "./protocol.ts";

export interface StoredRun {
  readonly id: string;
  readonly title: string;
  readonly finishedAt: string;
}

/** Where the page keeps finished runs; the interface owns it and hands it over. */
export interface RunArchive {
  list(): Promise<readonly StoredRun[]>;
  get(id: string): Promise<Result | undefined>;
}

export interface RunOptions {
  readonly onEvent?: (event: RunEvent) => void;
  readonly files?: ProvidedFiles;
  readonly resumeFrom?: Uint8Array<ArrayBuffer>;
  readonly pauseAtStep?: number;
}

/** `window.bakeoff`: the page for scripts. docs/automation.md describes it. */
export interface Automation {
  readonly version: string;
  adapter(): Promise<AdapterReport>;
  readonly documents: {
    validate(document: unknown): Promise<DocumentReport>;
    cost(document: unknown, setting?: CostSetting): Promise<CostReport>;
    plan(document: unknown, setting?: PlanSetting): Promise<PlanReport>;
    armPlan(experiment: unknown, arm: string, trainingTokens?: number): Promise<ArmPlan>;
  };
  readonly papers: {
    list(): readonly string[];
    findings(slug: string): Promise<readonly Finding[]>;
    diagnose(slug: string, arm?: string): Promise<DiagnosticReport>;
  };
  run(experiment: unknown, options?: RunOptions): Promise<Result>;
  pause(): Promise<void>;
  step(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
  exportState(): Promise<Uint8Array<ArrayBuffer>>;
  readonly runs: {
    list(): Promise<readonly StoredRun[]>;
    get(id: string): Promise<Result | undefined>;
    export(id: string): Promise<string | undefined>;
  };
  /** What this device reaches, measured at the first call. */
  peaks(): Promise<MeasuredDevice>;
  /** Which kernels this device uses, with what was measured. */
  tuning(): Promise<Tuning>;
  /** Times the arm's next step launch by launch. */
  profileStep(arm: string): Promise<StepProfile>;
  /** The latest profiled step, launch by launch. */
  profile(arm?: string): Promise<StepProfile>;
  /** The same for chrome://tracing and Perfetto. */
  trace(arm?: string): Promise<ChromeTrace>;
  golden(bytes: Uint8Array<ArrayBuffer>, file?: string): Promise<GoldenReport>;
  /** Content-Security-Policy violations seen in the workers. */
  violations(): Promise<readonly string[]>;
}

declare global {
  interface Window {
    bakeoff?: Automation;
  }
}

const DEFAULT_SETTING: CostSetting = { sequenceLength: 128, batch: 8 };

async function run(experiment: unknown, options: RunOptions = {}): Promise<Result> {
  const { onEvent, ...startOptions } = options;
  return startSession(experiment, startOptions, (events) => {
    if (onEvent !== undefined) events.forEach(onEvent);
  });
}

/** Puts `window.bakeoff` in place; called once when the page starts. */
export function installAutomation(version: string, archive: RunArchive): void {
  window.bakeoff = {
    version,
    adapter: async () => (await engine()).adapter(),
    documents: {
      validate: async (document) => (await engine()).validate(document),
      cost: async (document, setting = DEFAULT_SETTING) => (await engine()).cost(document, setting),
      plan: async (document, setting = DEFAULT_SETTING) => (await engine()).plan(document, setting),
      armPlan: async (experiment, arm, trainingTokens) => (await engine()).armPlan(experiment, arm, trainingTokens),
    },
    papers: {
      list: () => PAPER_SLUGS,
      findings: async (slug) => (await engine()).findings(slug),
      diagnose: async (slug, arm) => (await engine()).diagnose(slug, arm),
    },
    run,
    pause: async () => (await engine()).pause(),
    step: async () => (await engine()).step(),
    resume: async () => (await engine()).resume(),
    stop: async () => (await engine()).stop(),
    exportState: async () => (await engine()).exportState(),
    runs: {
      list: () => archive.list(),
      get: (id) => archive.get(id),
      export: async (id) => {
        const result = await archive.get(id);
        return result === undefined ? undefined : JSON.stringify(result, null, 1);
      },
    },
    peaks: async () => (await engine()).peaks(),
    tuning: async () => (await engine()).tuning(),
    profileStep: async (arm) => (await engine()).profileStep(arm),
    profile: async (arm) => (await engine()).profile(arm),
    trace: async (arm) => (await engine()).trace(arm),
    golden: async (bytes, file = "case.safetensors") =>
      (await engine()).golden(file, Comlink.transfer(bytes, [bytes.buffer])),
    violations: async () => (await engine()).violations(),
  };
}
