import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Binding,
  type Launch,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import carryText from "./carry.wgsl?raw";
import { carryWork, emitWork, localWork, recurrentWork, scanCounters } from "./cost.ts";
import emitText from "./emit.wgsl?raw";
import { expandScan, scanParams, type QuadAxis, type ScanSetting } from "./expand-scan.ts";
import localText from "./local.wgsl?raw";
import recurrentText from "./recurrent.wgsl?raw";

export type ScanWork = Parameters<typeof scanCounters>[0];

/** One launch of the family: its text, its threads, what it binds and what it computes. */
export function scanLaunch(
  setting: ScanSetting,
  pass: string,
  text: string,
  launch: {
    readonly threads: number;
    readonly bindings: readonly Binding[];
    readonly work: ScanWork;
    readonly axis?: QuadAxis;
  },
): Launch {
  const label = `${setting.operator}_${pass}`;
  return {
    label,
    source: expandScan(text, label, setting, launch.axis),
    params: scanParams(setting, launch.threads),
    bindings: launch.bindings,
    workgroups: foldWorkgroups(launch.threads, 64),
    counters: scanCounters(launch.work, boundSizes(launch.bindings)),
  };
}

export function boundSizes(bindings: readonly Binding[]): { readonly read: number; readonly written: number } {
  const total = (access: Binding["access"]): number =>
    bindings.filter((one) => one.access === access).reduce((sum, { tensor }) => sum + sizeOf(tensor.shape), 0);
  return { read: total("read"), written: total("read_write") };
}

/** A thread for each cell of each sequence, over all chunks. */
export function carryLaunch(
  setting: ScanSetting,
  pass: "carry" | "backward_carry",
  text: string,
  bindings: readonly Binding[],
): Launch {
  const { batch, channels, chunks, state } = setting.shape;
  const label = `${setting.operator}_${pass}`;
  const entry = `fn ${label}(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) thread: u32) {`;
  const cells = channels * state;
  return {
    label,
    source: expand(text, { snippets: { ENTRY: entry } }),
    params: { size: batch * cells, cells, chunks },
    bindings,
    workgroups: foldWorkgroups(batch * cells, 64),
    counters: scanCounters(carryWork(setting, pass === "backward_carry"), boundSizes(bindings)),
  };
}

/** Pairs of the chunked form; the recurrent form needs no scratch. */
export function scanScratch({ shape, traits }: ScanSetting): readonly TensorSpec[] {
  return traits.isSoftware ? [] : [f32(shape.batch, shape.chunks, shape.channels, shape.state, 2)];
}

/** The scan as one thread per channel (software adapters), or as chunks with a carry between them. */
export function lowerScan(
  setting: ScanSetting,
  [x, dt, bc, rates]: readonly Tensor[],
  [y, states]: readonly Tensor[],
  [pairs]: readonly Tensor[],
): readonly Launch[] {
  const { batch, channels, chunks } = setting.shape;
  const inputs = [x, dt, bc, rates].map(read);
  if (setting.traits.isSoftware) {
    return [
      scanLaunch(setting, "recurrent", recurrentText, {
        threads: batch * channels,
        bindings: [...inputs, write(y), write(states)],
        work: recurrentWork(setting),
      }),
    ];
  }
  const threads = batch * chunks * channels;
  return [
    scanLaunch(setting, "local", localText, {
      threads,
      bindings: [...inputs, write(pairs)],
      work: localWork(setting),
    }),
    carryLaunch(setting, "carry", carryText, [read(pairs), write(states)]),
    scanLaunch(setting, "emit", emitText, {
      threads,
      bindings: [...inputs, read(states), write(y)],
      work: emitWork(setting),
    }),
  ];
}
