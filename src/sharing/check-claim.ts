import { bestOfGrid } from "../experiments/compare/runs.ts";
import { measureOf } from "../experiments/schema/measure.ts";
import { pairedDifference } from "../lib/statistics.ts";
import type { PairedDifference } from "../lib/statistics.ts";
import type { ResultDigest, RunDigest } from "./result-digest.ts";

/** One claimed run beside its repetition. */
export interface CheckedRun {
  readonly arm: string;
  readonly seed: number;
  readonly learningRate: number;
  readonly claimed: number;
  /** Undefined when the repetition has no such finished run. */
  readonly again: number | undefined;
  /** Undefined when either side has no state to compare. */
  readonly isSameState: boolean | undefined;
}

export interface CheckedDifference {
  readonly arm: string;
  readonly claimed: PairedDifference;
  readonly again: PairedDifference | undefined;
  readonly sentence: string;
}

/** What a repetition says of a claim. */
export interface ClaimCheck {
  /** What it came to, in a sentence. */
  readonly verdict: string;
  /** Reasons why the two are not the same experiment. */
  readonly mismatches: readonly string[];
  readonly runs: readonly CheckedRun[];
  readonly differences: readonly CheckedDifference[];
}

type ArmDigest = ResultDigest["arms"][number];

function isSameRun(a: RunDigest, b: RunDigest): boolean {
  return a.seed === b.seed && a.learningRate === b.learningRate;
}

function mismatchesOf(claim: ResultDigest, again: ResultDigest): string[] {
  const found: string[] = [];
  if (claim.dataset.sha256 !== again.dataset.sha256) found.push("The text is not the one of the claim.");
  if (claim.dataset.slice !== again.dataset.slice) found.push("The held-out slice is not the one of the claim.");
  for (const arm of claim.arms) {
    const other = again.arms.find(({ id }) => id === arm.id);
    if (other !== undefined && other.document !== arm.document) {
      found.push(`${arm.id} is not the architecture of the claim: presets may have changed since.`);
    }
  }
  return found;
}

function checkedRuns(claim: ResultDigest, again: ResultDigest): CheckedRun[] {
  return claim.arms.flatMap((arm) => {
    const others = again.arms.find(({ id }) => id === arm.id)?.runs ?? [];
    return arm.runs.map((run) => {
      const other = others.find((candidate) => isSameRun(candidate, run));
      const hasStates = run.state !== undefined && other?.state !== undefined;
      return {
        arm: arm.id,
        seed: run.seed,
        learningRate: run.learningRate,
        claimed: run.bitsPerByte,
        again: other?.bitsPerByte,
        isSameState: hasStates ? run.state === other.state && run.curve === other.curve : undefined,
      };
    });
  });
}

/** Arm minus baseline, each at its best rate, paired by seed; undefined without a common seed. */
function differenceOf(arm: ArmDigest | undefined, baseline: ArmDigest | undefined): PairedDifference | undefined {
  const [own, other] = [arm, baseline].map(
    (given) => bestOfGrid(given?.runs ?? [], (run) => run.bitsPerByte)?.runs ?? [],
  );
  const pairs = own.flatMap((run) => {
    const partner = other.find(({ seed }) => seed === run.seed);
    return partner === undefined ? [] : [[run.bitsPerByte, partner.bitsPerByte]];
  });
  if (pairs.length === 0) return undefined;
  return pairedDifference(
    pairs.map(([value]) => value),
    pairs.map(([, value]) => value),
  );
}

type Decision = "better" | "worse" | "not distinguishable" | "one seed";

function decisionOf({ mean, interval95 }: PairedDifference): Decision {
  if (interval95 === undefined) return "one seed";
  if (interval95[0] <= 0 && interval95[1] >= 0) return "not distinguishable";
  return mean < 0 ? "better" : "worse";
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

function differenceText(difference: PairedDifference, unit: string): string {
  const { mean, interval95, n } = difference;
  const interval = interval95 === undefined ? "" : ` [${signed(interval95[0])}, ${signed(interval95[1])}]`;
  return `${signed(mean)}${interval} ${unit} (${decisionOf(difference)}, n = ${n})`;
}

function differenceSentence(
  arm: string,
  unit: string,
  claimed: PairedDifference,
  again: PairedDifference | undefined,
): string {
  const head = `${arm}: claimed ${differenceText(claimed, unit)}`;
  if (again === undefined) return `${head}; not repeated yet.`;
  const both = `${head}; again ${differenceText(again, unit)}`;
  const [said, found] = [decisionOf(claimed), decisionOf(again)];
  if (said === "one seed" || found === "one seed") {
    const sameSide = Math.sign(claimed.mean) === Math.sign(again.mean);
    return `${both}. Both point ${sameSide ? "the same way" : "opposite ways"}, and one seed decides nothing.`;
  }
  return `${both}. The claim ${said === found ? "holds" : "does not hold"} here.`;
}

function verdictOf(claim: ResultDigest, again: ResultDigest, runs: readonly CheckedRun[]): string {
  const repeated = runs.filter((run) => run.again !== undefined);
  if (repeated.length === 0) return "No claimed run was finished again, so nothing can be said yet.";
  const count = repeated.length === runs.length ? `All ${runs.length}` : `${repeated.length} of ${runs.length}`;
  if (repeated.every((run) => run.isSameState === true))
    return `${count} claimed runs came out again to the same bits.`;
  const largest = Math.max(...repeated.map((run) => Math.abs(run.claimed - run.again!)));
  const where =
    claim.adapter.name === again.adapter.name && claim.bakeoff === again.bakeoff
      ? "though adapter and version have the same names"
      : `on ${again.adapter.name}, version ${again.bakeoff}; the claim is from ${claim.adapter.name}, version ${claim.bakeoff}, which rounds otherwise`;
  return `${count} claimed runs came out again within ${largest.toFixed(5)} ${measureOf(claim.dataset).unit}, not to the same bits, ${where}.`;
}

/** Holds a repetition against a claim. Everything is computed from the runs; no sentence of the claim is believed. */
export function checkClaim(claim: ResultDigest, again: ResultDigest, baseline: string | undefined): ClaimCheck {
  const runs = checkedRuns(claim, again);
  const { unit } = measureOf(claim.dataset);
  const [claimBase, againBase] = [claim, again].map(({ arms }) => arms.find(({ id }) => id === baseline));
  const differences = claim.arms.flatMap((arm): CheckedDifference[] => {
    const claimed = arm === claimBase ? undefined : differenceOf(arm, claimBase);
    if (claimed === undefined) return [];
    const repeated = differenceOf(
      again.arms.find(({ id }) => id === arm.id),
      againBase,
    );
    return [{ arm: arm.id, claimed, again: repeated, sentence: differenceSentence(arm.id, unit, claimed, repeated) }];
  });
  return { verdict: verdictOf(claim, again, runs), mismatches: mismatchesOf(claim, again), runs, differences };
}
