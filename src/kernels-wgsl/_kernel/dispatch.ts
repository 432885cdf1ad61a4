import type { Workgroups } from "./operator.ts";

const MAX_WORKGROUPS_PER_AXIS = 65_535;

/**
 * Workgroups for `count` items handled `perWorkgroup` at a time, folded into y past the limit of one axis. The kernel
 * recovers its workgroup's number as `workgroup_id.y * num_workgroups.x + workgroup_id.x` and guards the end.
 */
export function foldWorkgroups(count: number, perWorkgroup: number): Workgroups {
  const groups = Math.max(1, Math.ceil(count / perWorkgroup));
  if (groups <= MAX_WORKGROUPS_PER_AXIS) return [groups, 1, 1];
  const rows = Math.ceil(groups / MAX_WORKGROUPS_PER_AXIS);
  return [Math.ceil(groups / rows), rows, 1];
}
