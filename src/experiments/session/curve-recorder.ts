import type { Curves, Evaluation } from "../schema/result.ts";

/** A value for JSON: null where it is not finite. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** One finished training step. */
export interface StepRow {
  /** Steps done, counted from 1. */
  readonly step: number;
  readonly trainLoss: number;
  readonly gradNorm: number;
  readonly learningRate: number;
  readonly stepMs: number;
  readonly segment: number;
}

/** What one step amounts to on the cost axes. */
export interface StepCost {
  readonly tokens: number;
  readonly flops: number;
}

const EMPTY: Curves = {
  step: [],
  tokens: [],
  seconds: [],
  flops: [],
  trainLoss: [],
  gradNorm: [],
  learningRate: [],
  segment: [],
  evalStep: [],
  evalSeconds: [],
  evalLoss: [],
  evalStandardError: [],
};

/** Collects the curves of one run; starts empty or where an exported state ended. */
export class CurveRecorder {
  readonly curves: Curves;
  #cost: StepCost;

  constructor(cost: StepCost, before: Curves = EMPTY) {
    this.#cost = cost;
    this.curves = structuredClone(before);
  }

  /** Steps from now on amount to this. */
  set cost(cost: StepCost) {
    this.#cost = cost;
  }

  get seconds(): number {
    return this.curves.seconds.at(-1) ?? 0;
  }

  get step(): number {
    return this.curves.step.at(-1) ?? 0;
  }

  addStep(row: StepRow): void {
    const { curves } = this;
    curves.seconds.push(this.seconds + row.stepMs / 1000);
    curves.step.push(row.step);
    curves.tokens.push((curves.tokens.at(-1) ?? 0) + this.#cost.tokens);
    curves.flops.push((curves.flops.at(-1) ?? 0) + this.#cost.flops);
    curves.trainLoss.push(finite(row.trainLoss));
    curves.gradNorm.push(finite(row.gradNorm));
    curves.learningRate.push(row.learningRate);
    curves.segment.push(row.segment);
  }

  addEvaluation({ loss, standardError, accuracy }: Pick<Evaluation, "loss" | "standardError" | "accuracy">): void {
    const { curves } = this;
    curves.evalStep.push(this.step);
    curves.evalSeconds.push(this.seconds);
    curves.evalLoss.push(finite(loss));
    curves.evalStandardError.push(standardError === undefined ? null : finite(standardError));
    if (accuracy !== undefined) (curves.evalAccuracy ??= []).push(accuracy);
  }
}
