import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import forward from "./forward.wgsl?raw";
import { scanStepReference, type ScanStepShape } from "./reference.ts";

export interface ScanStepAttributes {
  /** Rows of B and C; 1 for Mamba. */
  readonly groups: number;
}

function shapeOf([x, dt, bc, rates, , state]: readonly TensorSpec[], { groups }: ScanStepAttributes): ScanStepShape {
  const channels = sizeOf(x.shape);
  const heads = sizeOf(dt.shape);
  const cells = state.shape[state.shape.length - 1];
  const isPerHead = rates.shape.length === 1;
  const wanted = isPerHead ? heads : channels * cells;
  const fits =
    channels % heads === 0 &&
    channels % groups === 0 &&
    sizeOf(bc.shape) === 2 * groups * cells &&
    sizeOf(rates.shape) === wanted &&
    sizeOf(state.shape) === channels * cells;
  if (!fits) {
    const given = [x, dt, bc, rates, state].map(({ shape }) => `[${shape.join(", ")}]`).join(" ");
    throw new Failure(
      `scan_step goes on with one token: x [1, 1, E], steps [1, 1, H], B and C [1, 1, 2 groups N], rates [E, N] or [H], a state [1, E, N]; it was given ${given} and ${groups} groups.`,
    );
  }
  return { channels, heads, groups, state: cells, isPerHead };
}

/** y [1, 1, E]; inputs x, the positive steps, bc, the negative rates, position u32 [1], and the state, written in place. */
export const scanStep: Operator<ScanStepAttributes> = {
  name: "scan_step",
  mutates: [5],
  infer(inputs, attributes) {
    shapeOf(inputs, attributes);
    return [f32(...inputs[0].shape)];
  },
  reference([x, dt, bc, rates, position, state], attributes, specs) {
    const h = position[0] === 0 ? new Float64Array(state.length) : state;
    const { y, next } = scanStepReference({ x, dt, bc, rates, h }, shapeOf(specs, attributes));
    return [y, next];
  },
  lower({ inputs, outputs: [y], attributes }) {
    const [x, dt, bc, rates, position, state] = inputs;
    const { channels, heads, groups, state: cells, isPerHead } = shapeOf(inputs, attributes);
    const size = channels * cells;
    const bound = [x, dt, bc, rates, position, state];
    return [
      {
        label: "scan_step",
        source: expand(forward, { constants: { PER_HEAD: isPerHead } }),
        params: {
          channels,
          head_width: channels / heads,
          group_channels: channels / groups,
          groups,
          state: cells,
        },
        bindings: [read(x), read(dt), read(bc), read(rates), read(position), write(state), write(y)],
        workgroups: foldWorkgroups(channels, 64),
        counters: {
          ...NO_COST,
          multiplies: 3 * size + channels + (isPerHead ? channels : size),
          adds: 2 * size,
          specials: isPerHead ? channels : size,
          bytesRead: 4 * bound.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
          bytesWritten: 4 * (size + channels),
          bytesTouched: 4 * (channels * 4 + size * 4 + (isPerHead ? channels : size)),
          launches: 1,
        },
      },
    ];
  },
};
