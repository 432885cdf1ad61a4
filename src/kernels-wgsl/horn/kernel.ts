import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import {
  read,
  sizeOf,
  write,
  type Application,
  type DeviceTraits,
  type Launch,
  type Operator,
} from "../_kernel/operator.ts";
import { expandRowKernel, rowsPerWorkgroup } from "../_kernel/row-sum.ts";
import forward from "./forward.wgsl?raw";
import { hornReference } from "./reference.ts";

export interface HornAttributes {
  /** Absolute position of the first token. */
  readonly offset: number;
}

function lowerHorn(
  application: Application<HornAttributes>,
  traits: DeviceTraits,
  isBackward: boolean,
): readonly Launch[] {
  const [x] = application.inputs;
  const [y] = application.outputs;
  const size = sizeOf(x.shape);
  const channels = x.shape[x.shape.length - 1];
  const rows = size / channels;
  const params = { rows, channels, positions: x.shape[x.shape.length - 2], offset: application.attributes.offset };
  return [
    {
      label: "horn",
      source: expandRowKernel(forward, traits),
      params: { ...params, is_backward: isBackward ? 1 : 0 },
      bindings: [read(x), write(y)],
      workgroups: foldWorkgroups(rows, rowsPerWorkgroup(traits)),
      counters: {
        ...NO_COST,
        adds: 2 * size + (isBackward ? 0 : rows),
        specials: isBackward ? rows : 2 * rows,
        bytesRead: 4 * size,
        bytesWritten: 4 * size,
        bytesTouched: 12 * size,
        launches: 1,
      },
    },
  ];
}

/** y = x + (1 / (position + 1) - mean of x over channels), x [..., T, C] (3PT, section 3.1). */
export const horn: Operator<HornAttributes> = {
  name: "horn",
  infer([x]) {
    if (x.shape.length < 2) throw new Failure("horn needs a tensor [..., T, C]; it was given one axis only.");
    return [x];
  },
  reference([x], { offset }, [spec]) {
    const [positions, channels] = spec.shape.slice(-2);
    return [hornReference(x, channels, positions, offset, false)];
  },
  gradient(tape, { attributes }, [dy]) {
    return [dy === null ? null : tape.apply(hornBackward, [dy], attributes)[0]];
  },
  lower: (application, _scratch, traits) => lowerHorn(application, traits, false),
};

/** dx = dy - mean of dy over channels. */
export const hornBackward: Operator<HornAttributes> = {
  name: "horn_backward",
  infer: ([dy]) => [dy],
  reference([dy], _attributes, [spec]) {
    const [positions, channels] = spec.shape.slice(-2);
    return [hornReference(dy, channels, positions, 0, true)];
  },
  lower: (application, _scratch, traits) => lowerHorn(application, traits, true),
};
