import { formatNumber } from "../../lib/format.ts";
import type { PairedDifference } from "../../lib/statistics.ts";

/** What a verdict is made from. All differences are arm minus baseline in `unit`: below 0 is better. */
export interface VerdictFacts {
  readonly arm: string;
  readonly baseline: string;
  readonly difference: number;
  /** What quality is counted in, such as `bits/byte`. */
  readonly unit: string;
  readonly interval95: readonly [number, number] | undefined;
  /** Points of accuracy, arm minus baseline, where answers are right or wrong: above 0 is better. */
  readonly accuracy?: Pick<PairedDifference, "mean" | "interval95"> | undefined;
  readonly seeds: number;
  /** Further seeds at which a difference of this size would show; undefined when it cannot be told. */
  readonly seedsMissing: number | undefined;
  readonly steps: number | undefined;
  /** Of the baseline's runs; a budget in seconds or joules gives each arm its own number. */
  readonly baselineSteps: number | undefined;
  readonly parameters: number;
  readonly baselineParameters: number;
  /** The arms have several learning rates and each stands at its best. */
  readonly hasGrid: boolean;
  readonly stepMs: number | undefined;
  readonly baselineStepMs: number | undefined;
  readonly isSoftwareAdapter: boolean;
}

const EQUAL_WITHIN = 0.001;
const MATCHED_WITHIN = 0.02;

function parameterClause(facts: VerdictFacts): string {
  const share = facts.parameters / facts.baselineParameters - 1;
  if (Math.abs(share) <= EQUAL_WITHIN) return "equal parameters";
  const percent = formatNumber(100 * Math.abs(share), 2);
  if (Math.abs(share) <= MATCHED_WITHIN) return `parameters within ${percent} %`;
  return `${percent} % ${share > 0 ? "more" : "fewer"} parameters (not matched)`;
}

function stepsText(steps: number, baselineSteps: number | undefined): string {
  const against =
    baselineSteps === undefined || baselineSteps === steps ? "" : ` against ${baselineSteps.toLocaleString("en-US")}`;
  return `${steps.toLocaleString("en-US")}${against} steps`;
}

function settingClause(facts: VerdictFacts): string {
  const steps = facts.steps === undefined ? "" : `${stepsText(facts.steps, facts.baselineSteps)} and `;
  const grid = facts.hasGrid ? ", each arm at its best learning rate" : "";
  return `at ${steps}${parameterClause(facts)}${grid}`;
}

function speedSentence(facts: VerdictFacts, isBetter: boolean): string {
  if (facts.stepMs === undefined || facts.baselineStepMs === undefined || facts.isSoftwareAdapter) return "";
  const ratio = facts.stepMs / facts.baselineStepMs;
  if (ratio < 0.97 && !isBetter) return " Faster per step but not per quality.";
  if (ratio > 1.03 && isBetter) return ` Each step takes ${ratio.toFixed(2)} times as long.`;
  return "";
}

function seedWord(count: number): string {
  return `${count} seed${count === 1 ? "" : "s"}`;
}

function accuracySentence({ accuracy }: VerdictFacts): string {
  if (accuracy === undefined) return "";
  const { mean, interval95 } = accuracy;
  const spread = interval95 === undefined ? "" : ` ± ${((interval95[1] - interval95[0]) / 2).toFixed(1)}`;
  return ` Accuracy: ${mean < 0 ? "−" : "+"}${Math.abs(mean).toFixed(1)}${spread} points.`;
}

/** The verdict on one arm, for people. One seed never decides; an interval that holds 0 is said aloud. */
export function verdictSentence(facts: VerdictFacts): string {
  return lossSentence(facts) + accuracySentence(facts);
}

function lossSentence(facts: VerdictFacts): string {
  const size = Math.abs(facts.difference).toFixed(3);
  const setting = settingClause(facts);
  if (facts.seeds < 2 || facts.interval95 === undefined) {
    const side = facts.difference <= 0 ? "below" : "above";
    return (
      `${facts.arm} ended ${size} ${facts.unit} ${side} ${facts.baseline} with one seed ${setting}. ` +
      "One seed cannot tell this from chance; run at least two more."
    );
  }
  const [low, high] = facts.interval95;
  if (low <= 0 && high >= 0) {
    const more =
      facts.seedsMissing === undefined || facts.seedsMissing < 1
        ? ""
        : `; about ${facts.seedsMissing} more seed${facts.seedsMissing === 1 ? "" : "s"} would tell a difference of this size`;
    return (
      `${facts.arm} and ${facts.baseline} are not distinguishable at n = ${facts.seeds}${more} ` +
      `(${signed(facts.difference)} ${facts.unit}, 95 % interval ${signed(low)} to ${signed(high)}, ${setting}).`
    );
  }
  const isBetter = facts.difference < 0;
  const bounds = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b).map((bound) => bound.toFixed(3));
  return (
    `${facts.arm} is ${isBetter ? "better" : "worse"} than ${facts.baseline} by ${size} ${facts.unit} ` +
    `(95 % interval ${bounds[0]} to ${bounds[1]}, ${seedWord(facts.seeds)}) ${setting}.${speedSentence(facts, isBetter)}`
  );
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}
