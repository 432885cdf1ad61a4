import type { KnobsOf } from "../index.ts";
import { extraBranches, type Branch } from "./extra-branches.ts";

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
