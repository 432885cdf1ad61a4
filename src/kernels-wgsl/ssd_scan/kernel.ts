import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type DeviceTraits,
  type Launch,
  type Operator,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import type { ScanOrder } from "../_kernel/scan-order.ts";
import { lowerScanBackward, scanBackwardScratch } from "../_scan/backward.ts";
import type { ScanSetting } from "../_scan/expand-scan.ts";
import { lowerScan, scanScratch } from "../_scan/forward.ts";
import { scanBackwardReference, scanReference } from "../selective_scan/reference.ts";
import { scanShape, statesShape, type ScanShape } from "../_scan/shape.ts";
import { passScratch, reduceLaunches } from "../reduce/launches.ts";
import { reducePasses, type ReducePass } from "../reduce/passes.ts";
import headsText from "./backward-heads.wgsl?raw";

export interface SsdScanAttributes {
  readonly order: ScanOrder;
  /** Rows of B and C of a position; head h reads row floor(h / (heads / groups)). */
  readonly groups: number;
}

function shapeOf([x, dt, bc, rates]: readonly TensorSpec[], { order, groups }: SsdScanAttributes): ScanShape {
  if (rates.shape.length !== 1) {
    throw new Failure(`ssd_scan: the rates must be [heads]; they are [${rates.shape.join(", ")}].`);
  }
  const heads = rates.shape[0];
  const state = bc.shape[bc.shape.length - 1] / (2 * groups);
  return scanShape("ssd_scan", [x, dt, bc], { state, heads, groups, isPerHead: true, order });
}

const settingOf = (
  inputs: readonly TensorSpec[],
  attributes: SsdScanAttributes,
  traits: DeviceTraits,
): ScanSetting => ({ operator: "ssd_scan", shape: shapeOf(inputs, attributes), order: attributes.order, traits });

/**
 * Mamba-2's scan, one scalar decay per head: S_t = exp(dt_t A) S_{t-1} + dt_t x_t B_t^T, y_t = S_t C_t. Inputs: x [B,T,H P], the
 * positive steps dt [B,T,H], bc [B,T,2 G N] (B of every group, then C), the negative rates A [H]. Outputs: y and the states
 * [B, chunks + 1, H P, N] before every chunk of 16 steps and, last, behind the last step; no gradient flows into them.
 */
export const ssdScan: Operator<SsdScanAttributes> = {
  name: "ssd_scan",
  infer(inputs, attributes) {
    return [f32(...inputs[0].shape), f32(...statesShape(shapeOf(inputs, attributes)))];
  },
  reference([x, dt, bc, rates], attributes, specs) {
    const { y, states } = scanReference({ x, dt, bc, rates }, shapeOf(specs, attributes), attributes.order);
    return [y, states];
  },
  gradient(tape, { inputs, outputs: [, states], attributes }, [dy, dstates], wants) {
    if (dstates !== null) throw new Failure("ssd_scan: no gradient can flow into its states.");
    if (dy === null) return inputs.map(() => null);
    const gradients = tape.apply(ssdScanBackward, [...inputs, states, dy], attributes);
    return gradients.map((gradient, i) => (wants[i] ? gradient : null));
  },
  scratch: (inputs, attributes, traits) => scanScratch(settingOf(inputs, attributes, traits)),
  lower: ({ inputs, outputs, attributes }, scratch, traits) =>
    lowerScan(settingOf(inputs, attributes, traits), inputs, outputs, scratch),
};

const slopePasses = ({ batch, length, heads }: ScanShape): readonly ReducePass[] =>
  reducePasses([batch * length, heads], [0]);

/** dx, ddt, dbc and dA from the forward inputs, the states and dy. */
export const ssdScanBackward: Operator<SsdScanAttributes> = {
  name: "ssd_scan_backward",
  infer: (inputs) => inputs.slice(0, 4).map(({ shape }) => f32(...shape)),
  reference([x, dt, bc, rates, , dy], attributes, specs) {
    const shape = shapeOf(specs, attributes);
    const { dx, ddt, dbc, drates } = scanBackwardReference({ x, dt, bc, rates }, dy, shape, attributes.order);
    return [dx, ddt, dbc, drates];
  },
  scratch(inputs, attributes, traits) {
    const setting = settingOf(inputs, attributes, traits);
    const [x, dt] = inputs;
    return [
      f32(...x.shape, 2),
      f32(...dt.shape),
      ...passScratch(slopePasses(setting.shape)),
      ...scanBackwardScratch(setting),
    ];
  },
  lower({ inputs, outputs: [dx, ddt, dbc, drates], attributes }, [parts, slopes, ...scratch], traits) {
    const setting = settingOf(inputs, attributes, traits);
    const [x, dt, bc, rates, states, dy] = inputs;
    const passes = slopePasses(setting.shape);
    const between = passScratch(passes).length;
    const tensors = { x, dt, bc, rates, states, dy, dx, steps: parts, dbc, drates: null };
    const chain = { x: slopes, y: drates, scratch: scratch.slice(0, between) };
    return [
      ...lowerScanBackward(setting, tensors, scratch.slice(between)),
      headsLaunch(setting.shape, [parts, dt, rates], [ddt, slopes]),
      ...reduceLaunches(passes, chain, { isMax: false, scale: 1 }, traits),
    ];
  },
};

function headsLaunch(
  { batch, length, heads, channels }: ScanShape,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
): Launch {
  const size = batch * length * heads;
  const floats = (tensors: readonly Tensor[]): number => tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return {
    label: "ssd_scan_backward_heads",
    source: expand(headsText),
    params: { size, heads, head_width: channels / heads },
    bindings: [...inputs.map(read), ...outputs.map(write)],
    workgroups: foldWorkgroups(size, 64),
    counters: {
      ...NO_COST,
      multiplies: 2 * size,
      adds: 2 * batch * length * channels + size,
      bytesRead: 4 * floats(inputs),
      bytesWritten: 4 * floats(outputs),
      bytesTouched: 4 * (2 * batch * length * channels + 4 * size),
      launches: 1,
    },
  };
}
