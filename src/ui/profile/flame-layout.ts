import { roofShare } from "../../lib/roofline.ts";
import type { ProfiledLaunch, StepProfile } from "../../workers/protocol.ts";
import { busyMs, workOf } from "./work-rows.ts";
import { workSentence } from "./work-sentence.ts";

/** Rows of the flame, from the whole to the parts. */
export const LEVELS = ["phase", "block", "kernel"] as const;
export type Level = (typeof LEVELS)[number];

/** One rectangle: launches that follow one another and belong together. */
export interface Frame {
  readonly id: string;
  readonly level: Level;
  readonly name: string;
  readonly phase: ProfiledLaunch["phase"];
  /** By the device's clock, from the begin of the step. */
  readonly startMs: number;
  readonly endMs: number;
  readonly sentence: string;
}

const BELONGS: Record<Level, (one: ProfiledLaunch, other: ProfiledLaunch) => boolean> = {
  phase: (one, other) => one.phase === other.phase,
  block: (one, other) => one.phase === other.phase && one.scope === other.scope,
  kernel: () => false,
};

/** The frames of a step, row by row, in the order of time. */
export function flameFrames(profile: StepProfile): readonly (readonly Frame[])[] {
  const stepMs = busyMs(profile);
  return LEVELS.map((level) =>
    runsOf(profile.launches, BELONGS[level]).map((launches, index) => frameOf(profile, level, index, launches, stepMs)),
  );
}

function runsOf(
  launches: readonly ProfiledLaunch[],
  belongs: (one: ProfiledLaunch, other: ProfiledLaunch) => boolean,
): ProfiledLaunch[][] {
  const runs: ProfiledLaunch[][] = [];
  for (const launch of launches) {
    const last = runs.at(-1);
    if (last !== undefined && belongs(last[0], launch)) last.push(launch);
    else runs.push([launch]);
  }
  return runs;
}

function frameOf(
  { device }: StepProfile,
  level: Level,
  index: number,
  launches: readonly ProfiledLaunch[],
  stepMs: number,
): Frame {
  const [{ label, scope, phase, startMs }] = launches;
  const name = { phase, block: scope, kernel: label }[level];
  const work = workOf(launches);
  const place = { phase: "", block: `, ${phase}`, kernel: ` in ${scope}, ${phase}` }[level];
  const count = level === "kernel" ? "" : `, ${launches.length} ${launches.length === 1 ? "launch" : "launches"}`;
  return {
    id: `${level} ${index}`,
    level,
    name,
    phase,
    startMs,
    endMs: Math.max(...launches.map((launch) => launch.startMs + launch.ms)),
    sentence: workSentence(`${name}${place}${count}`, { ...work, ...roofShare(work, device) }, stepMs),
  };
}

/** Where the arrow keys lead: along a row, or to the frame above or below that lies there in time; the same at an end. */
export function neighbour(rows: readonly (readonly Frame[])[], frame: Frame, key: string): Frame {
  const level = LEVELS.indexOf(frame.level);
  const index = rows[level].findIndex(({ id }) => id === frame.id);
  if (key === "ArrowLeft") return rows[level].at(Math.max(0, index - 1)) ?? frame;
  if (key === "ArrowRight") return rows[level].at(Math.min(rows[level].length - 1, index + 1)) ?? frame;
  if (key === "Home") return rows[level][0];
  if (key === "End") return rows[level].at(-1) ?? frame;
  if (key !== "ArrowUp" && key !== "ArrowDown") return frame;
  const next = LEVELS.indexOf(frame.level) + (key === "ArrowUp" ? -1 : 1);
  if (next < 0 || next >= rows.length) return frame;
  return rows[next].find(({ endMs }) => endMs > frame.startMs) ?? frame;
}
