import { integerKnob, numberKnob, toggleKnob } from "../document/knobs.ts";

/** Knobs of blocks whose branches are joined where a non-linearity begins. */
export const JOIN_KNOBS = {
  branches: integerKnob({
    title: "Branches",
    help: "Parallel copies with weights of their own, added up.",
    minimum: 1,
    maximum: 16,
    default: 4,
  }),
  join: numberKnob({
    title: "Join",
    help: "How far the inputs of non-linearities are their mean over branches: 0 not at all, 1 so that the branches merge exactly.",
    minimum: 0,
    maximum: 1,
    default: 0,
  }),
  merged: toggleKnob({
    title: "Merged",
    help: "One branch in place of all: the form that is deployed. It is the same function where the join is 1.",
    default: false,
  }),
};

export interface JoinKnobs {
  readonly branches: number;
  readonly join: number;
  readonly merged: boolean;
}
