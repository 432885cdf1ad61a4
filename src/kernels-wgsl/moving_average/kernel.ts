import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Application,
  type Launch,
  type Operator,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { movingAverageBackwardReference, movingAverageReference, type SeriesExtents } from "./reference.ts";

export interface MovingAverageAttributes {
  /** Values averaged, odd. */
  readonly window: number;
}

function extentsOf({ shape }: TensorSpec, { window }: MovingAverageAttributes): SeriesExtents {
  if (shape.length !== 3) throw new Failure(`moving_average reads a series [B, T, C], not [${shape.join(", ")}].`);
  if (!Number.isInteger(window) || window < 1 || window % 2 === 0) {
    throw new Failure(`moving_average: a window of ${window} has no middle; use an odd number of steps.`);
  }
  const [batch, length, channels] = shape;
  return { batch, length, channels };
}

/** Windows that hold a step, summed over all steps of one series. */
function windowPairs(length: number, radius: number): number {
  return Array.from({ length }, (_, j) => Math.min(length - 1, j + radius) - Math.max(0, j - radius) + 1).reduce(
    (sum, count) => sum + count,
    0,
  );
}

function lowerPass(
  { inputs: [x], outputs: [y], attributes }: Application<MovingAverageAttributes>,
  isBackward: boolean,
): Launch {
  const { batch, length, channels } = extentsOf(x, attributes);
  const { window } = attributes;
  const [pack, elements, radius] = [packOf(channels), sizeOf(x.shape), (window - 1) / 2];
  const packs = channels / pack;
  const places = isBackward ? batch * channels * windowPairs(length, radius) : elements * window;
  return {
    label: isBackward ? "moving_average_backward" : "moving_average",
    source: expand(isBackward ? backward : forward, withPack(pack, {})),
    params: { size: elements / pack, packs, length, radius, share: 1 / window },
    bindings: [read(x), write(y)],
    workgroups: foldWorkgroups(elements / pack, 64),
    counters: {
      ...NO_COST,
      multiplies: elements + (isBackward ? places : 0),
      adds: places,
      bytesRead: 4 * elements,
      bytesWritten: 4 * elements,
      bytesTouched: 4 * (places + elements),
      launches: 1,
    },
  };
}

/** Mean of the `window` values around each step, the ends repeated: x [B, T, C] to [B, T, C]. */
export const movingAverage: Operator<MovingAverageAttributes> = {
  name: "moving_average",
  infer([x], attributes) {
    extentsOf(x, attributes);
    return [x];
  },
  reference: ([x], attributes, [spec]) => [movingAverageReference(x, extentsOf(spec, attributes), attributes.window)],
  gradient: (tape, { attributes }, [dy]) =>
    dy === null ? [null] : tape.apply(movingAverageBackward, [dy], attributes),
  lower: (application) => [lowerPass(application, false)],
};

/** Its transpose. */
export const movingAverageBackward: Operator<MovingAverageAttributes> = {
  name: "moving_average_backward",
  infer: ([dy]) => [f32(...dy.shape)],
  reference: ([dy], attributes, [spec]) => [
    movingAverageBackwardReference(dy, extentsOf(spec, attributes), attributes.window),
  ],
  lower: (application) => [lowerPass(application, true)],
};
