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
