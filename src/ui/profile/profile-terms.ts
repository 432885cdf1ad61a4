import type { GlossaryEntry } from "../glossary/entry.ts";

/** What hovers of the profiler say; loaded with it. */
export const PROFILE_TERMS = {
  launchTime: {
    title: "Time",
    unit: "ms",
    what: "Device time of the launches in one step.",
    how: "Timestamps around every launch, each in a pass of its own; gaps between launches are left out.",
    doesNotTell: "Browsers round timestamps to 0.1 ms. A step that is timed this way is a little slower than others.",
  },
  work: {
    title: "FLOPs",
    what: "Multiplications and additions; special functions such as exp are counted apart.",
    how: "Counted by each kernel from its shapes, not estimated.",
    doesNotTell: "Nothing of how well the arithmetic units are fed.",
  },
  traffic: {
    title: "Bytes",
    what: "Global memory that must be read and written, each operand once.",
    how: "Counted by each kernel from its shapes.",
    doesNotTell: "A kernel may read an operand several times; a cache may save the way to memory.",
  },
  roofShare: {
    title: "Share of the roof",
    what: "How near a kernel comes to the ceiling that bounds it: this device's arithmetic, or its bandwidth.",
    how: "Counted work in the measured time against a loop of multiply-adds and a large copy, both measured on this device.",
    doesNotTell: "Above 100 % caches served what the copy had to fetch from memory.",
  },
} as const satisfies Record<string, GlossaryEntry>;
