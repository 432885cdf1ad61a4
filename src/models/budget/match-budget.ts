import { arithmeticEnergy, roofline, type MeasuredDevice } from "../../lib/energy.ts";
import { addCounters } from "../../lib/counters.ts";
import { DEFAULT_COEFFICIENTS } from "../../lib/energy-coefficients.ts";
import { formatNumber, formatPercent, formatScaled, formatSeconds } from "../../lib/format.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { costOf, type CostSetting, type ModelCost } from "../build/cost.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { LEVERS, LEVER_TITLES, leverOf, type LeverName } from "./levers.ts";
import { bracketTarget, type Bracket, type Tried } from "./solve.ts";

export const BUDGETS = ["parameters", "flopsPerToken", "stateBytes", "seconds", "joules"] as const;
export type Budget = (typeof BUDGETS)[number];

/** Two costs are equal when they differ by no more than this. */
export const BUDGET_TOLERANCE = 0.01;

export interface MatchRequest {
  readonly candidate: ArchitectureDocument;
  readonly baseline: ArchitectureDocument;
  readonly budget: Budget;
  /** Absent: the first of hidden width, width and depth that reaches the budget. */
  readonly lever?: LeverName | undefined;
  readonly setting: CostSetting;
  /** What the device was measured to do; seconds need it. */
  readonly device?: MeasuredDevice | undefined;
}

/** The candidate at the baseline's cost, or why there is none; `sentence` says it either way. */
export interface MatchReport {
  readonly isMatched: boolean;
  readonly sentence: string;
  /** Within the tolerance; absent when not matched. */
  readonly document?: ArchitectureDocument;
}

const BUDGET_TITLES: Readonly<Record<Budget, string>> = {
  parameters: "parameters",
  flopsPerToken: "work per token",
  stateBytes: "state bytes",
  seconds: "predicted time per step",
  joules: "arithmetic energy per token",
};

/** Holds a cost equal by changing one number of the candidate. */
export function matchBudget(request: MatchRequest): MatchReport {
  const { candidate, baseline, budget, setting, device } = request;
  if (budget === "seconds" && device === undefined) {
    return unmatched("Seconds cannot be matched before this device has been measured. Measure it first, then match.");
  }
  const costs = new Map<ArchitectureDocument, number>();
  const cost = (document: ArchitectureDocument): number => {
    const known = costs.get(document) ?? amountOf(costOf(readDocument(document, CATALOGUE), setting), request);
    costs.set(document, known);
    return known;
  };
  const target = cost(baseline);
  const own = cost(candidate);
  if (isEqual(own, target)) {
    return { isMatched: true, document: candidate, sentence: `Already equal: ${told(budget, own, target)}.` };
  }
  const reasons: string[] = [];
  for (const name of request.lever === undefined ? LEVERS : [request.lever]) {
    const outcome = byLever(name, candidate, budget, target, cost);
    if (typeof outcome !== "string") return outcome;
    reasons.push(outcome);
  }
  return unmatched(
    `The ${BUDGET_TITLES[budget]} of the baseline (${amountText(budget, target)}; candidate ${amountText(budget, own)}) cannot be met. ${reasons.join(" ")}`,
  );
}

function unmatched(sentence: string): MatchReport {
  return { isMatched: false, sentence };
}

function byLever(
  name: LeverName,
  candidate: ArchitectureDocument,
  budget: Budget,
  target: number,
  cost: (document: ArchitectureDocument) => number,
): MatchReport | string {
  const title = LEVER_TITLES[name];
  const lever = leverOf(name, candidate, CATALOGUE);
  if (lever === undefined) return `By ${title}: the candidate has none to change.`;
  const twice = lever.set(lever.value * 2);
  if ("document" in twice && cost(twice.document) === cost(candidate)) {
    return `By ${title}: it does not change the ${BUDGET_TITLES[budget]}.`;
  }
  const bracket = bracketTarget(lever, target, cost);
  const best = nearest(bracket, target);
  if (best === undefined || !isEqual(best.cost, target)) return `By ${title}: ${whyNot(bracket, budget, target)}`;
  const document = best.document;
  const sentence = `The ${title} went from ${formatNumber(lever.value)} to ${formatNumber(best.value)}: ${told(budget, best.cost, target)}.`;
  return { isMatched: true, document, sentence };
}

function nearest({ below, above }: Bracket, target: number): Tried | undefined {
  if (below === undefined || above === undefined) return below ?? above;
  return target - below.cost <= above.cost - target ? below : above;
}

function whyNot({ below, above, obstacle }: Bracket, budget: Budget, target: number): string {
  const told = [below, above]
    .filter((tried) => tried !== undefined)
    .map(
      ({ value, cost }) => `${formatNumber(value)} gives ${amountText(budget, cost)} (${differenceText(cost, target)})`,
    );
  const between = obstacle === undefined ? "nothing lies between." : `values between are not legal: ${obstacle}`;
  if (told.length === 0) return obstacle ?? "no value is legal.";
  return told.length === 2 ? `${told.join(", ")}; ${between}` : `the nearest, ${told[0]}, is its limit.`;
}

function isEqual(cost: number, target: number): boolean {
  return Math.abs(cost - target) <= BUDGET_TOLERANCE * target;
}

function told(budget: Budget, cost: number, target: number): string {
  const amounts = `${amountText(budget, cost)} against the baseline's ${amountText(budget, target)}`;
  return `${BUDGET_TITLES[budget]} ${amounts} (${differenceText(cost, target)})`;
}

function differenceText(cost: number, target: number): string {
  if (target === 0) return "the baseline needs none";
  const share = (cost - target) / target;
  return `${share > 0 ? "+" : ""}${formatPercent(share, 2)}`;
}

function amountText(budget: Budget, amount: number): string {
  switch (budget) {
    case "parameters":
      return formatNumber(amount);
    case "flopsPerToken":
      return formatScaled(amount, "FLOP");
    case "stateBytes":
      return formatScaled(amount, "B");
    case "seconds":
      return formatSeconds(amount);
    case "joules":
      return formatScaled(amount, "J");
  }
}

function amountOf(cost: ModelCost, { budget, setting, device }: MatchRequest): number {
  const step = addCounters(cost.forward, cost.backward);
  switch (budget) {
    case "parameters":
      return cost.parameters;
    case "flopsPerToken":
      return cost.flopsPerTokenTraining;
    case "stateBytes":
      return 4 * cost.stateFloats;
    case "joules":
      return (arithmeticEnergy(step, DEFAULT_COEFFICIENTS).totalPj * 1e-12) / (setting.batch * setting.sequenceLength);
    case "seconds":
      if (device === undefined) throw new Error("seconds are predicted from a measured device");
      return roofline(step, device).seconds;
  }
}
