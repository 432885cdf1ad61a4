import { bestRate } from "../../experiments/compare/runs.ts";
import { measureOf, qualityOf, unitInWords } from "../../experiments/schema/measure.ts";
import type { Result } from "../../experiments/schema/result.ts";
import type { Finding, FindingLine } from "../../models/diagnostics/finding.ts";
import type { PaperCard } from "../card.ts";

interface SweptArm {
  readonly value: number;
  readonly bySeed: ReadonlyMap<number, number>;
  readonly mean: number;
}

/** Quality against the swept knob, from a result whose arms are the sweep's documents; undefined where none of them finished. */
export function sweepFinding({ sweep }: PaperCard, { experiment, arms, dataset }: Result): Finding | undefined {
  const swept = (sweep?.documents ?? []).flatMap(({ preset, value }): SweptArm[] => {
    const id = experiment.arms.find((arm) => arm.preset === preset)?.id;
    const arm = arms.find((candidate) => candidate.id === id);
    const best = arm === undefined ? undefined : bestRate(arm);
    if (value === undefined || best === undefined) return [];
    const bySeed = new Map(best.runs.map((run) => [run.seed, qualityOf(run.final!)]));
    return [{ value, bySeed, mean: best.bitsPerByte }];
  });
  if (sweep === undefined || swept.length === 0) return undefined;
  const seeds = [...new Set(swept.flatMap(({ bySeed }) => [...bySeed.keys()]))];
  const ofSeed = (seed: number): FindingLine => {
    const own = swept.filter(({ bySeed }) => bySeed.has(seed));
    return { name: `seed ${seed}`, x: own.map(({ value }) => value), y: own.map(({ bySeed }) => bySeed.get(seed)!) };
  };
  const of = unitInWords(measureOf(dataset));
  const mean = { name: "mean", x: swept.map(({ value }) => value), y: swept.map((arm) => arm.mean) };
  const best = swept.reduce((first, arm) => (arm.mean < first.mean ? arm : first));
  return {
    title: `Sweep over ${sweep.knob}`,
    method:
      "Full evaluation at the end, at each arm's best rate. Neighbouring points differ by less than seeds do unless the lines of the seeds agree.",
    xTitle: sweep.knob,
    yTitle: of,
    lines: seeds.length > 1 ? [mean, ...seeds.map(ofSeed)] : [mean],
    sentences: [
      `Lowest at ${sweep.knob} = ${best.value}, with ${best.mean.toFixed(3)} ${of} (${best.bySeed.size} ${best.bySeed.size === 1 ? "seed" : "seeds"}).`,
    ],
  };
}
