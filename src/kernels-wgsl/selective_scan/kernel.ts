import { Failure } from "../../lib/failure.ts";
import { f32, type DeviceTraits, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import type { ScanOrder } from "../_kernel/scan-order.ts";
import { lowerScanBackward, scanBackwardScratch } from "../_scan/backward.ts";
import type { ScanSetting } from "../_scan/expand-scan.ts";
import { lowerScan, scanScratch } from "../_scan/forward.ts";
import { scanBackwardReference, scanReference } from "./reference.ts";
import { scanShape, statesShape, type ScanShape } from "../_scan/shape.ts";

export interface SelectiveScanAttributes {
  readonly order: ScanOrder;
}

function shapeOf([x, dt, bc, rates]: readonly TensorSpec[], order: ScanOrder): ScanShape {
  const channels = x.shape[x.shape.length - 1];
  if (rates.shape.length !== 2 || rates.shape[0] !== channels) {
    throw new Failure(
      `selective_scan: the rates must be [${channels}, cells], one for each channel and cell; they are [${rates.shape.join(", ")}].`,
    );
  }
  const state = rates.shape[1];
  return scanShape("selective_scan", [x, dt, bc], { state, heads: channels, groups: 1, isPerHead: false, order });
}

const settingOf = (inputs: readonly TensorSpec[], order: ScanOrder, traits: DeviceTraits): ScanSetting => ({
  operator: "selective_scan",
  shape: shapeOf(inputs, order),
  order,
  traits,
});

/**
 * h_t = exp(dt_t A) h_{t-1} + dt_t B_t x_t, y_t = C_t . h_t for every channel, h before the first step 0. Inputs: x and the
 * positive steps dt [B,T,E], bc [B,T,2N] (B, then C), the negative rates A [E,N]. Outputs: y and the states
 * [B, chunks + 1, E, N] before every chunk of 16 steps and, last, behind the last step; no gradient flows into them.
 */
export const selectiveScan: Operator<SelectiveScanAttributes> = {
  name: "selective_scan",
  infer(inputs, { order }) {
    return [f32(...inputs[0].shape), f32(...statesShape(shapeOf(inputs, order)))];
  },
  reference([x, dt, bc, rates], { order }, specs) {
    const { y, states } = scanReference({ x, dt, bc, rates }, shapeOf(specs, order), order);
    return [y, states];
  },
  gradient(tape, { inputs, outputs: [, states], attributes }, [dy, dstates], wants) {
    if (dstates !== null) throw new Failure("selective_scan: no gradient can flow into its states.");
    if (dy === null) return inputs.map(() => null);
    const gradients = tape.apply(selectiveScanBackward, [...inputs, states, dy], attributes);
    return gradients.map((gradient, i) => (wants[i] ? gradient : null));
  },
  scratch: (inputs, { order }, traits) => scanScratch(settingOf(inputs, order, traits)),
  lower: ({ inputs, outputs, attributes: { order } }, scratch, traits) =>
    lowerScan(settingOf(inputs, order, traits), inputs, outputs, scratch),
};

/** dx, ddt, dbc and dA from the forward inputs, the states and dy. */
export const selectiveScanBackward: Operator<SelectiveScanAttributes> = {
  name: "selective_scan_backward",
  infer: (inputs) => inputs.slice(0, 4).map(({ shape }) => f32(...shape)),
  reference([x, dt, bc, rates, , dy], { order }, specs) {
    const { dx, ddt, dbc, drates } = scanBackwardReference({ x, dt, bc, rates }, dy, shapeOf(specs, order), order);
    return [dx, ddt, dbc, drates];
  },
  scratch: (inputs, { order }, traits) => scanBackwardScratch(settingOf(inputs, order, traits)),
  lower({ inputs, outputs: [dx, steps, dbc, drates], attributes: { order } }, scratch, traits) {
    const [x, dt, bc, rates, states, dy] = inputs;
    const tensors = { x, dt, bc, rates, states, dy, dx, steps, dbc, drates };
    return lowerScanBackward(settingOf(inputs, order, traits), tensors, scratch);
  },
};
