import { roofShare } from "../../lib/roofline.ts";
import type { RoofShare, TimedWork } from "../../lib/roofline.ts";
import type { ProfiledLaunch, StepProfile } from "../../workers/protocol.ts";

/** How the launches of a step are put together. */
export type Grouping = "kernel" | "block" | "launch";

/** Launches of one kernel, of one block, or of one kernel in one block of one pass. */
export interface WorkRow extends TimedWork, RoofShare {
  readonly name: string;
  /** Blocks it occurs in, joined where they are few. */
  readonly place: string;
  readonly launches: number;
  /** Of the time of all launches. */
  readonly share: number;
}

const KEYS: Record<Grouping, (launch: ProfiledLaunch) => string> = {
  kernel: ({ label }) => label,
  block: ({ scope }) => scope,
  launch: ({ label, scope, phase }) => `${label} ${scope} ${phase}`,
};

const PLACES: Record<Grouping, (launch: ProfiledLaunch) => string> = {
  kernel: ({ scope }) => scope,
  block: ({ label }) => label,
  launch: ({ scope, phase }) => `${scope}, ${phase}`,
};

/** Sum of times of all launches, without the gaps between them. */
export function busyMs({ launches }: StepProfile): number {
  return launches.reduce((sum, { ms }) => sum + ms, 0);
}

/** The rows of a profile, slowest first. */
export function workRows(profile: StepProfile, grouping: Grouping): WorkRow[] {
  const groups = new Map<string, ProfiledLaunch[]>();
  for (const launch of profile.launches) {
    const key = KEYS[grouping](launch);
    groups.set(key, [...(groups.get(key) ?? []), launch]);
  }
  const total = busyMs(profile);
  const rows = [...groups.values()].map((launches): WorkRow => {
    const work = workOf(launches);
    const [first] = launches;
    return {
      name: grouping === "block" ? first.scope : first.label,
      place: placeOf(launches.map(PLACES[grouping])),
      launches: launches.length,
      ...work,
      ...roofShare(work, profile.device),
      share: total > 0 ? work.ms / total : 0,
    };
  });
  return rows.sort((one, other) => other.ms - one.ms);
}

/** Summed time and work. */
export function workOf(launches: readonly TimedWork[]): TimedWork {
  const sum = (field: keyof TimedWork): number => launches.reduce((total, launch) => total + launch[field], 0);
  return { ms: sum("ms"), flops: sum("flops"), bytes: sum("bytes") };
}

const MOST_PLACES = 2;

function placeOf(places: readonly string[]): string {
  const distinct = [...new Set(places)];
  if (distinct.length <= MOST_PLACES) return distinct.join(", ");
  return `${distinct.slice(0, MOST_PLACES).join(", ")} and ${distinct.length - MOST_PLACES} more`;
}
