import { expand } from "../_kernel/expander.ts";
import type { DeviceTraits } from "../_kernel/operator.ts";
import { orderParams, withOrder, type ScanOrder } from "../_kernel/scan-order.ts";
import * as fragments from "./fragments.ts";
import { CHUNK, type ScanShape } from "./shape.ts";

/** What a launch of the family is made with. */
export interface ScanSetting {
  /** The operator's name: labels and entry points begin with it. */
  readonly operator: string;
  readonly shape: ScanShape;
  readonly order: ScanOrder;
  readonly traits: DeviceTraits;
}

/** Cells that lie behind one another along with which quads of threads share loads. */
export type QuadAxis = "channels" | "cells";

/** Four neighbouring threads load a quarter each: where quads were probed, and lie within one row of what they share. */
export function sharesByQuads({ shape, traits }: ScanSetting, axis: QuadAxis): boolean {
  if (!traits.hasQuads || !traits.isSoftware || shape.state % 4 !== 0) return false;
  // Neighbours must read the same B and C (channels of one group) or the same channel (cells of one row).
  return axis === "cells" || (shape.channels / shape.groups) % 4 === 0;
}

/** Channels that one thread of the pass over cells walks: all on a software adapter, few where many threads are needed. */
export const channelShare = ({ shape: { channels, groups }, traits }: ScanSetting): number =>
  traits.isSoftware ? channels / groups : Math.min(32, channels / groups);

export const shareCount = (setting: ScanSetting): number =>
  Math.ceil(setting.shape.channels / setting.shape.groups / channelShare(setting));

export function expandScan(text: string, label: string, setting: ScanSetting, axis: QuadAxis = "channels"): string {
  const { shape, order } = setting;
  const hasQuads = sharesByQuads(setting, axis);
  const entry = `fn ${label}(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {`;
  return expand(
    text,
    withOrder(order, {
      directives: hasQuads ? "enable subgroups;\ndiagnostic(off, subgroup_uniformity);" : "",
      constants: {
        CHUNK,
        STATE: shape.state,
        V: Math.ceil(shape.state / 4),
        VECTOR: shape.state % 4 === 0,
        PER_HEAD: shape.isPerHead,
        QUADS: hasQuads,
      },
      snippets: { ...fragments, ENTRY: entry },
    }),
  );
}

/** Values of the family's params for a launch of `size` threads. */
export function scanParams(setting: ScanSetting, size: number): Record<string, number> {
  const { batch, length, channels, chunks, heads, groups } = setting.shape;
  return {
    size,
    batch,
    channels,
    chunks,
    heads,
    head_width: channels / heads,
    group_channels: channels / groups,
    groups,
    share: channelShare(setting),
    ...orderParams(length, setting.order),
  };
}
