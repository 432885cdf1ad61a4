import type { Gpu } from "../../engine/gpu/gpu.ts";
import { addCounters, flopsOf, scaleCounters } from "../../lib/counters.ts";
import type { Counters } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { objectiveOn } from "../../training/objectives/index.ts";
import { DEFAULT_OPTIMIZER } from "../../training/optimizers/settings.ts";
import type { OptimizerSettings } from "../../training/optimizers/settings.ts";
import { Decoder } from "../../training/text/decoder.ts";
import { assertCarriesOver } from "../../training/transforms/carry-over.ts";
import { assertKeepsMatrices, HashLearner } from "../../training/transforms/hash-learner.ts";
import { Trainer } from "../../training/trainer/trainer.ts";
import type { PhaseEvent } from "../schema/events.ts";
import type { Experiment } from "../schema/experiment.ts";
import { stagesOf } from "./arm-document.ts";
import type { ArmDocument, Next } from "./arm-document.ts";
import { tokensPerStep } from "./budget.ts";
import { planIdentity } from "./plan-identity.ts";
import type { PlanIdentity } from "./plan-identity.ts";
import type { PreparedData } from "./prepare-data.ts";

/** An arm with its programs on the device. One is built per session and initialised anew for each seed and rate. */
export interface LiveArm {
  readonly id: string;
  readonly title: string;
  readonly source: ArmDocument;
  readonly trainer: Trainer;
  /** Writes text token by token; the reason where the document cannot. */
  readonly decoder: Decoder | Failure;
  /** Where this segment begins by learning EcoFormer's hashes. */
  readonly hashLearner?: HashLearner;
  readonly compileMs: number;
  readonly identity: PlanIdentity;
  /** Of one optimizer step, all micro-steps included. */
  readonly stepCounters: Counters;
  readonly flopsPerStep: number;
  readonly tokensPerStep: number;
  readonly dispatchesPerStep: number;
  /** Built beforehand, so that a segment begins without compiling. */
  readonly next?: Next<LiveArm>;
}

/** On a software adapter a step is long enough to be shown by itself; a fast device is read every few steps. */
const RING_STEPS = { software: 1, hardware: 8 };

/** The experiment's optimizer, else what the arm's preset brings. */
export function optimizerOf(experiment: Experiment, source: ArmDocument): OptimizerSettings {
  if (experiment.optimizer !== undefined) return experiment.optimizer;
  return { ...DEFAULT_OPTIMIZER, ...source.training?.optimizer };
}

/** Builds every segment of an arm. */
export async function buildLiveArm(...given: Parameters<typeof buildStage>): Promise<LiveArm> {
  const [gpu, experiment, source, data, onPhase] = given;
  const stage = await buildStage(...given);
  if (source.next === undefined) return stage;
  try {
    const { stage: following, ...next } = source.next;
    const later = await buildLiveArm(gpu, experiment, following, data, onPhase);
    const [from, to] = [stage.trainer.plan.layout, later.trainer.plan.layout];
    assertCarriesOver(from, to, next.take);
    if (following.learnsHash) assertKeepsMatrices(from, to);
    return { ...stage, next: { ...next, stage: later } };
  } catch (thrown) {
    destroyArm(stage);
    throw thrown;
  }
}

async function buildStage(
  gpu: Gpu,
  experiment: Experiment,
  source: ArmDocument,
  data: PreparedData,
  onPhase: (event: PhaseEvent) => void,
): Promise<LiveArm> {
  const objective = objectiveOn(source.checked, data.examples);
  const startMs = performance.now();
  const microSteps = experiment.accumulate;
  const trainer = await Trainer.create(gpu, objective, {
    batch: experiment.batch,
    sequenceLength: experiment.sequenceLength,
    microSteps,
    optimizer: optimizerOf(experiment, source),
    recompute: experiment.recompute,
    ringLength: gpu.traits.isSoftware ? RING_STEPS.software : RING_STEPS.hardware,
    onCompile: (done, total) =>
      onPhase({ type: "phase", phase: "compile", arm: source.id, done, total, unit: "kernels" }),
  });
  const decoder = decoderOf(gpu, trainer, source);
  const learner = source.learnsHash && {
    hashLearner: await HashLearner.create(gpu, trainer),
  };
  const { counters, launches } = trainer.plan;
  const perMicro = addCounters(counters.forward, counters.backward);
  const stepCounters = addCounters(scaleCounters(perMicro, microSteps), counters.optimizer);
  const updates = launches.filter((launch) => launch.phase === "optimizer").length;
  return {
    id: source.id,
    title: source.title,
    source,
    trainer,
    decoder,
    ...learner,
    compileMs: performance.now() - startMs,
    identity: await planIdentity(trainer.plan),
    stepCounters,
    flopsPerStep: flopsOf(stepCounters),
    tokensPerStep: tokensPerStep(experiment),
    dispatchesPerStep: (launches.length - updates) * microSteps + updates,
  };
}

function decoderOf(gpu: Gpu, trainer: Trainer, { checked }: ArmDocument): Decoder | Failure {
  const { memory, plan, setting } = trainer;
  try {
    return Decoder.create(gpu, { memory, layout: plan.layout }, checked, setting.sequenceLength);
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
}

/** Frees what the arm holds on its device. */
export function destroyArm(arm: LiveArm): void {
  for (const { trainer, decoder, hashLearner } of stagesOf(arm)) {
    hashLearner?.destroy();
    if (!(decoder instanceof Failure)) decoder.destroy();
    trainer.destroy();
  }
}
