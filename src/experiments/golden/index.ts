import type { GoldenFamily, GraphCase, TrajectoryCase } from "./family.ts";

const modules = import.meta.glob<GoldenFamily>("./families/*.ts", { eager: true, import: "family" });
const FAMILIES: readonly GoldenFamily[] = Object.values(modules);

export function graphCase(operator: string): GraphCase | undefined {
  return FAMILIES.map((family) => family.graphs?.[operator]).find((build) => build !== undefined);
}

export function trajectoryCase(operator: string): TrajectoryCase | undefined {
  return FAMILIES.map((family) => family.trajectories?.[operator]).find((run) => run !== undefined);
}
