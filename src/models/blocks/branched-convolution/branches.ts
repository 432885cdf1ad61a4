import type { KnobsOf } from "../index.ts";

/** One convolution among those that are added up. */
export interface Branch {
  /** Put before its parameters' names. */
  readonly name: string;
  readonly kernel: number;
  readonly groups: number;
}

type Choice = "none" | "grouped" | "wide" | "grouped+wide" | "grouped+wide+depthwise";

/** Branches beside the main one, of a map of `channels`. */
export function extraBranches(choice: Choice, channels: number): readonly Branch[] {
  const all: readonly Branch[] = [
    { name: "grouped", kernel: 1, groups: 4 },
    { name: "wide", kernel: 3, groups: 1 },
    { name: "depthwise", kernel: 3, groups: channels },
  ];
  const chosen = choice.split("+");
  return all.filter(({ name }) => chosen.includes(name));
}

export type BranchedKnobs = KnobsOf<"branched-convolution">;

/** Every branch with filters; the identity is apart. */
export const branchesOf = ({ branches, kernel, groups }: BranchedKnobs, channels: number): readonly Branch[] => [
  { name: "main", kernel, groups },
  ...extraBranches(branches, channels),
];

/** Side of the filter that all branches merge into. */
export const mergedKernel = (knobs: BranchedKnobs, channels: number): number =>
  Math.max(...branchesOf(knobs, channels).map(({ kernel }) => kernel));

/** Whether a branch without filters stands beside the others: only where every position keeps its place. */
export const hasIdentity = ({ identity, stride, kernel, padding, width }: BranchedKnobs, channels: number): boolean =>
  identity &&
  stride === 1 &&
  (width ?? channels) === channels &&
  kernel % 2 === 1 &&
  (padding ?? (kernel - 1) / 2) === (kernel - 1) / 2;
