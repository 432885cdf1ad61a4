/** The two sides of a step: what it took, and what was planned. */
export const PROFILE_TABS = [
  { id: "step", title: "One step" },
  { id: "plan", title: "Plan" },
] as const;

export type ProfileTab = (typeof PROFILE_TABS)[number]["id"];

/** Where a training step spends its time and memory; the baseline's when no arm is named. */
export interface ProfileRoute {
  readonly view: "profile";
  readonly tab: ProfileTab;
  readonly arm?: string | undefined;
}

const ADDRESS = /^#profile(?:\/(step|plan)(?:\/([\w-]{1,64}))?)?$/;

/** Undefined for an address of another view. */
export function profileRouteOf(hash: string): ProfileRoute | undefined {
  const match: readonly (string | undefined)[] | null = ADDRESS.exec(hash);
  if (match === null) return undefined;
  const tab = PROFILE_TABS.find(({ id }) => id === match[1])?.id ?? "step";
  return { view: "profile", tab, ...(match[2] === undefined ? {} : { arm: match[2] }) };
}

export function profileAddress({ tab, arm }: ProfileRoute): string {
  return arm === undefined ? `#profile/${tab}` : `#profile/${tab}/${arm}`;
}
