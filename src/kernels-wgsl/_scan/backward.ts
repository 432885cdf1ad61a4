import { f32, read, write, type Launch, type Tensor, type TensorSpec } from "../_kernel/operator.ts";
import { passScratch, reduceLaunches } from "../reduce/launches.ts";
import { reducePasses, type ReducePass } from "../reduce/passes.ts";
import carryText from "./backward-carry.wgsl?raw";
import cellsText from "./backward-cells.wgsl?raw";
import channelsText from "./backward-channels.wgsl?raw";
import localText from "./backward-local.wgsl?raw";
import sweepText from "./backward-sweep.wgsl?raw";
import { backwardLocalWork, cellsWork, channelsWork, sweepWork } from "./cost.ts";
import { shareCount, type ScanSetting } from "./expand-scan.ts";
import { carryLaunch, scanLaunch } from "./forward.ts";

/** What the backward passes hand to each other; a plan keeps them only while the operator runs. */
interface BackwardScratch {
  /** State before, and gradient behind, every chunk. */
  readonly borders: TensorSpec;
  /** Chunked form only. */
  readonly pairs: TensorSpec | null;
  /** Gradients of B and C of every share of channels, where there is more than one. */
  readonly shares: TensorSpec | null;
  /** Gradients of the rates of every chunk (one rate per channel and cell only). */
  readonly rates: TensorSpec | null;
}

function scratchOf(setting: ScanSetting): BackwardScratch {
  const { batch, length, channels, chunks, state, groups, isPerHead } = setting.shape;
  const shares = shareCount(setting);
  return {
    borders: f32(batch, chunks, channels, state, 2),
    pairs: setting.traits.isSoftware ? null : f32(batch, chunks, channels, state, 2),
    shares: shares === 1 ? null : f32(shares, batch, length, 2 * groups * state),
    rates: isPerHead ? null : f32(batch, chunks, channels, state),
  };
}

const sharePasses = (setting: ScanSetting): readonly ReducePass[] => {
  const { batch, length, groups, state } = setting.shape;
  return reducePasses([shareCount(setting), batch * length * 2 * groups * state], [0]);
};

const ratePasses = ({ shape: { batch, chunks, channels, state } }: ScanSetting): readonly ReducePass[] =>
  reducePasses([batch * chunks, channels * state], [0]);

export function scanBackwardScratch(setting: ScanSetting): readonly TensorSpec[] {
  const { borders, pairs, shares, rates } = scratchOf(setting);
  return [
    borders,
    ...(pairs === null ? [] : [pairs]),
    ...(shares === null ? [] : [shares, ...passScratch(sharePasses(setting))]),
    ...(rates === null ? [] : [rates, ...passScratch(ratePasses(setting))]),
  ];
}

/** Tensors of one backward application. */
export interface ScanBackwardTensors {
  readonly x: Tensor;
  readonly dt: Tensor;
  readonly bc: Tensor;
  readonly rates: Tensor;
  readonly states: Tensor;
  readonly dy: Tensor;
  readonly dx: Tensor;
  /** ddt, or with one rate per head the pairs [B,T,E,2] that the heads' pass sums. */
  readonly steps: Tensor;
  readonly dbc: Tensor;
  /** Absent with one rate per head. */
  readonly drates: Tensor | null;
}

/** Borders first, then channels and cells independently of each other, then sums over shares and chunks. */
export function lowerScanBackward(
  setting: ScanSetting,
  tensors: ScanBackwardTensors,
  scratch: readonly Tensor[],
): readonly Launch[] {
  const { batch, channels, chunks, groups, state } = setting.shape;
  const { x, dt, bc, rates, dy, dx, steps, dbc, drates } = tensors;
  const { pairs, shares } = scratchOf(setting);
  const rest = [...scratch];
  const borders = rest.shift()!;
  const launches = [...borderLaunches(setting, tensors, borders, pairs === null ? null : rest.shift()!)];
  const shareScratch = shares === null ? [] : rest.splice(0, 1 + passScratch(sharePasses(setting)).length);
  const inputs = [x, dt, dy, bc, rates, borders].map(read);
  launches.push(
    scanLaunch(setting, "backward_channels", channelsText, {
      threads: batch * chunks * channels,
      bindings: [...inputs, write(dx), write(steps)],
      work: channelsWork(setting),
    }),
    scanLaunch(setting, "backward_cells", cellsText, {
      threads: batch * chunks * groups * state * shareCount(setting),
      bindings: [
        ...inputs,
        write(shares === null ? dbc : shareScratch[0]),
        ...(drates === null ? [] : [write(rest[0])]),
      ],
      work: cellsWork(setting),
      axis: "cells",
    }),
  );
  const sum = { isMax: false, scale: 1 };
  if (shares !== null) {
    const chain = { x: shareScratch[0], y: dbc, scratch: shareScratch.slice(1) };
    launches.push(...reduceLaunches(sharePasses(setting), chain, sum, setting.traits));
  }
  if (drates !== null) {
    const chain = { x: rest[0], y: drates, scratch: rest.slice(1) };
    launches.push(...reduceLaunches(ratePasses(setting), chain, sum, setting.traits));
  }
  return launches;
}

/** The gradient that enters every chunk from the right, with the state that enters it from the left. */
function borderLaunches(
  setting: ScanSetting,
  { dt, dy, bc, rates, states }: ScanBackwardTensors,
  borders: Tensor,
  pairs: Tensor | null,
): readonly Launch[] {
  const { batch, channels, chunks } = setting.shape;
  const inputs = [dt, dy, bc, rates].map(read);
  if (pairs === null) {
    return [
      scanLaunch(setting, "backward_sweep", sweepText, {
        threads: batch * channels,
        bindings: [...inputs, read(states), write(borders)],
        work: sweepWork(setting),
      }),
    ];
  }
  return [
    scanLaunch(setting, "backward_local", localText, {
      threads: batch * chunks * channels,
      bindings: [...inputs, write(pairs)],
      work: backwardLocalWork(setting),
    }),
    carryLaunch(setting, "backward_carry", carryText, [read(pairs), read(states), write(borders)]),
  ];
}
