import type { ArmResult, ComparedArm, Result } from "../schema/result.ts";
import { compareArms } from "./compare.ts";
import { bestRate, reachedBaseline } from "./runs.ts";
import type { ReachedAt } from "./runs.ts";
import { measureOf } from "../schema/measure.ts";

/** One arm of one kept result: what the comparison puts side by side. */
export interface Entry {
  /** `<run>/<arm>`. */
  readonly key: string;
  readonly title: string;
  readonly arm: ArmResult;
  readonly result: Result;
}

/** An entry against the pinned baseline. */
export interface ComparedEntry extends Omit<ComparedArm, "stepsToReachBaseline" | "secondsToReachBaseline"> {
  readonly reached: ReachedAt | undefined;
}

/** Every entry against the pinned one, paired by seed, each at the best learning rate of its grid. */
export function compareEntries(entries: readonly Entry[], pinned: Entry): ComparedEntry[] {
  const named = entries.map(({ key, title, arm }): ArmResult => ({ ...arm, id: key, title }));
  const isSoftwareAdapter = entries.some(({ result }) => result.adapter.isSoftware);
  const comparison = compareArms(named, {
    baseline: pinned.key,
    isSoftwareAdapter,
    unit: measureOf(pinned.result.dataset).unit,
  });
  return (comparison?.perArm ?? []).map((compared) => {
    const { arm } = entries.find(({ key }) => key === compared.id)!;
    return { ...compared, reached: reachedBy(arm, pinned.arm) };
  });
}

function reachedBy(arm: ArmResult, baseline: ArmResult): ReachedAt | undefined {
  const [own, other] = [arm, baseline].map((given) => bestRate(given)?.runs ?? []);
  const seeds = own.map(({ seed }) => seed).filter((seed) => other.some((run) => run.seed === seed));
  const curvesOf = (runs: typeof own) => runs.filter(({ seed }) => seeds.includes(seed)).map(({ curves }) => curves);
  return reachedBaseline(curvesOf(own), curvesOf(other));
}

interface Setting {
  readonly label: string;
  readonly of: (entry: Entry) => string | number | undefined;
}

const MUST_AGREE: readonly Setting[] = [
  { label: "text", of: ({ result }) => result.dataset.sha256 },
  { label: "held-out slice", of: ({ result }) => result.dataset.evalSlice.sha256 },
  { label: "length of training", of: lengthOfTraining },
  { label: "tokens per step", of: ({ arm }) => tokensPerStep(arm) },
];

/** Seconds and joules are a length of their own, whatever number of steps they come to. */
function lengthOfTraining({ result, arm }: Entry): string | number | undefined {
  const { seconds, joules } = result.experiment.budget;
  if (seconds !== undefined) return `${seconds} s`;
  return joules === undefined ? arm.runs[0]?.curves.step.at(-1) : `${joules} J`;
}

function tokensPerStep({ runs }: ArmResult): number | undefined {
  const curves = runs.at(0)?.curves;
  return curves?.tokens.at(0);
}

/** Sentences on what makes a comparison unfair: entries that differ from the baseline in more than the architecture. */
export function unfairness(entries: readonly Entry[], pinned: Entry): string[] {
  return entries
    .filter((entry) => entry !== pinned)
    .flatMap((entry) => {
      const differing = MUST_AGREE.filter(({ of }) => of(entry) !== of(pinned)).map(({ label }) => label);
      if (differing.length === 0) return [];
      return [`${entry.title} was not trained like ${pinned.title}: another ${differing.join(", another ")}.`];
    });
}
