import { NO_COST, type Counters } from "../../lib/counters.ts";
import { channelShare, shareCount, sharesByQuads, type ScanSetting } from "./expand-scan.ts";
import { CHUNK } from "./shape.ts";

type Work = Partial<Pick<Counters, "multiplies" | "adds" | "specials">> & {
  /** Floats loaded and stored by the kernel as coded, the bound tensors' own sizes aside. */
  readonly floatsTouched: number;
};

/** Bytes of what a launch binds, each once. */
interface Sizes {
  readonly read: number;
  readonly written: number;
}

export function scanCounters({ floatsTouched, ...work }: Work, sizes: Sizes): Counters {
  return {
    ...NO_COST,
    ...work,
    bytesRead: 4 * sizes.read,
    bytesWritten: 4 * sizes.written,
    bytesTouched: 4 * floatsTouched,
    launches: 1,
  };
}

/** Steps in all sequences and channels: what one operation per channel and step amounts to. */
const channelSteps = ({ shape: { batch, length, channels } }: ScanSetting): number => batch * length * channels;

/** Floats loaded for one row of B or C: all cells, or where quads share, the vectors of one lane of four. */
function rowLoads(setting: ScanSetting): number {
  const { state } = setting.shape;
  return sharesByQuads(setting, "channels") ? 4 * Math.ceil(state / 16) : state;
}

const rateLoads = ({ shape: { state, isPerHead } }: ScanSetting): number => (isPerHead ? 1 : state);

/** Recurrence of a forward pass: `rows` rows of B and C are loaded per step, 2 where outputs are made. */
function recurrence(setting: ScanSetting, rows: 1 | 2): Required<Work> {
  const steps = channelSteps(setting);
  const { state, isPerHead } = setting.shape;
  const [decayMultiplies, exponentials] = isPerHead ? [1, 1] : [state, state];
  const isEmitting = rows === 2;
  return {
    multiplies: steps * (1 + decayMultiplies + 2 * state + (isEmitting ? state : 0)),
    adds: steps * (state + (isEmitting ? state - 1 : 0)),
    specials: steps * exponentials,
    floatsTouched: steps * (2 + rows * rowLoads(setting) + (isEmitting ? 1 : 0)),
  };
}

/** A thread for each channel of each sequence; states are stored before every chunk and behind the last. */
export function recurrentWork(setting: ScanSetting): Work {
  const { batch, channels, chunks, state } = setting.shape;
  const work = recurrence(setting, 2);
  const lines = batch * channels;
  return {
    ...work,
    floatsTouched: work.floatsTouched + lines * (rateLoads(setting) + (chunks + 1) * state),
  };
}

/** The product of a chunk's decays: one exponential of the summed steps for each rate. */
function withSpans(setting: ScanSetting, work: Required<Work>): Work {
  const { batch, channels, chunks, state } = setting.shape;
  const threads = batch * chunks * channels;
  return {
    multiplies: work.multiplies + threads * rateLoads(setting),
    adds: work.adds + channelSteps(setting),
    specials: work.specials + threads * rateLoads(setting),
    floatsTouched: work.floatsTouched + threads * (rateLoads(setting) + 2 * state),
  };
}

export const localWork = (setting: ScanSetting): Work => withSpans(setting, recurrence(setting, 1));

export function emitWork(setting: ScanSetting): Work {
  const { batch, channels, chunks, state } = setting.shape;
  const work = recurrence(setting, 2);
  return {
    ...work,
    floatsTouched: work.floatsTouched + batch * chunks * channels * (rateLoads(setting) + state),
  };
}

/** Every cell over the chunks: a pair is loaded and a state stored; backward a state is loaded and a pair stored too. */
export function carryWork({ shape: { batch, channels, chunks, state } }: ScanSetting, isBackward: boolean): Work {
  const cells = batch * channels * state;
  return {
    multiplies: cells * chunks,
    adds: cells * chunks,
    floatsTouched: cells * (isBackward ? 5 * chunks : 3 * chunks + 1),
  };
}

/** v = a (dy C + v), from the end. */
function reverseRecurrence(setting: ScanSetting): Required<Work> {
  const steps = channelSteps(setting);
  const { state, isPerHead } = setting.shape;
  const decays = isPerHead ? 1 : state;
  return {
    multiplies: steps * (decays + 2 * state),
    adds: steps * state,
    specials: steps * decays,
    floatsTouched: steps * (2 + rowLoads(setting)),
  };
}

export function sweepWork(setting: ScanSetting): Work {
  const { batch, channels, chunks, state } = setting.shape;
  const work = reverseRecurrence(setting);
  return {
    ...work,
    floatsTouched: work.floatsTouched + batch * channels * (rateLoads(setting) + 3 * chunks * state),
  };
}

export const backwardLocalWork = (setting: ScanSetting): Work => withSpans(setting, reverseRecurrence(setting));

/** Per channel and step as per cell; loads are those of whole chunks, since steps behind the end are loaded and dropped. */
export function channelsWork(setting: ScanSetting): Work {
  const steps = channelSteps(setting);
  const { batch, channels, chunks, state, isPerHead } = setting.shape;
  const threads = batch * chunks * channels;
  const cellLoads = (sharesByQuads(setting, "channels") ? CHUNK / 2 : 2 * CHUNK) + 2 + (isPerHead ? 0 : 1);
  return {
    multiplies: steps * (isPerHead ? 6 * state + 4 : 8 * state + 3),
    adds: steps * (4 * state + (isPerHead ? 0 : 1)),
    specials: steps * (isPerHead ? 1 : state),
    floatsTouched: threads * (3 * CHUNK + (isPerHead ? 1 : 0) + cellLoads * state) + steps * (isPerHead ? 3 : 2),
  };
}

/** Per cell, channel and step; with quads a lane makes the inputs of every fourth step. */
export function cellsWork(setting: ScanSetting): Work {
  const { batch, channels, chunks, groups, state, length, isPerHead } = setting.shape;
  const cellSteps = channelSteps(setting) * state;
  const hasQuads = sharesByQuads(setting, "cells");
  const walks = batch * chunks * channels * state;
  const owners = batch * chunks * groups * state * shareCount(setting);
  return {
    multiplies: cellSteps * (isPerHead ? 7 : 9) + walks * CHUNK * (hasQuads ? 0.25 : 1),
    adds: cellSteps * (isPerHead ? 4 : 5),
    specials: cellSteps,
    floatsTouched:
      owners * 2 * CHUNK +
      walks * (3 + 3 * CHUNK * (hasQuads ? 0.25 : 1) + (isPerHead ? 0 : 1)) +
      2 * batch * length * groups * state * Math.ceil(channels / groups / channelShare(setting)),
  };
}
