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
  type Tape,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import forward from "./forward.wgsl?raw";
import { ropeReference, rotaryTable } from "./reference.ts";

export interface RopeAttributes {
  /** Leading heads of a row that turn; columns behind them are copied. */
  readonly heads: number;
  readonly headWidth: number;
  /** Channels of a head that turn, even; the others pass through. */
  readonly rotaryWidth: number;
}

export interface RopeSettings extends RopeAttributes {
  /** Ratio that spaces the wavelengths, 10000 by custom. */
  readonly base: number;
  /** Position of the first token. */
  readonly offset: number;
}

const THREADS = 64;

function checkWidths({ headWidth, rotaryWidth }: RopeAttributes): void {
  if (rotaryWidth % 2 !== 0) {
    throw new Failure(
      `rope turns pairs of channels, so its rotary width must be even; ${rotaryWidth} is odd, use ${Math.max(2, rotaryWidth - 1)}.`,
    );
  }
  if (rotaryWidth < 2 || rotaryWidth > headWidth) {
    throw new Failure(`rope's rotary width ${rotaryWidth} must lie between 2 and the head width ${headWidth}.`);
  }
}

function inferRope([x, table]: readonly TensorSpec[], attributes: RopeAttributes): TensorSpec[] {
  const { heads, headWidth, rotaryWidth } = attributes;
  if (x.shape.length !== 3) throw new Failure(`rope needs a tensor [B,T,S]; it was given [${x.shape.join(",")}].`);
  checkWidths(attributes);
  const [, positions, columns] = x.shape;
  if (heads * headWidth > columns) {
    throw new Failure(`rope turns ${heads} heads of ${headWidth} channels, but a row has only ${columns} columns.`);
  }
  const wanted = [2, positions, rotaryWidth / 2];
  if (wanted.some((extent, axis) => table.shape[axis] !== extent)) {
    throw new Failure(`rope's table must be [${wanted.join(",")}]; it is [${table.shape.join(",")}].`);
  }
  return [x];
}

function lowerRope({ inputs, outputs, attributes }: Application<RopeAttributes>, direction: 1 | -1): readonly Launch[] {
  const [x, table] = inputs;
  const [batch, positions, columns] = x.shape;
  const { heads, headWidth, rotaryWidth } = attributes;
  const isVector = [columns, headWidth, rotaryWidth / 2].every((extent) => extent % 4 === 0);
  const element = isVector ? 4 : 1;
  const rows = batch * positions;
  const pairs = rows * heads * (rotaryWidth / 2);
  const size = sizeOf(x.shape);
  return [
    {
      label: "rope",
      source: expand(forward, { constants: { VECTOR: isVector } }),
      params: {
        rows,
        columns: columns / element,
        positions,
        heads,
        head_width: headWidth / element,
        half_width: rotaryWidth / 2 / element,
        direction,
      },
      bindings: [read(x), read(table), write(outputs[0])],
      workgroups: foldWorkgroups((size - pairs) / element, THREADS),
      counters: {
        ...NO_COST,
        // Four products of the turn and the sine's sign.
        multiplies: 5 * pairs,
        adds: 2 * pairs,
        bytesRead: 4 * (size + sizeOf(table.shape)),
        bytesWritten: 4 * size,
        bytesTouched: 4 * (2 * size + 2 * pairs),
        launches: 1,
      },
    },
  ];
}

function turn(
  [x, table]: readonly Float64Array[],
  attributes: RopeAttributes,
  [spec]: readonly TensorSpec[],
  direction: 1 | -1,
): readonly Float64Array[] {
  const [, positions, columns] = spec.shape;
  return [ropeReference(x, table, columns, positions, attributes, direction)];
}

/** Inputs x [B,T,S] and the table [2,T,R/2] of cosines and sines; see `applyRope`. */
export const rope: Operator<RopeAttributes> = {
  name: "rope",
  infer: inferRope,
  reference: (inputs, attributes, specs) => turn(inputs, attributes, specs, 1),
  gradient(tape, { inputs, attributes }, [dy]) {
    return [dy === null ? null : tape.apply(ropeBackward, [dy, inputs[1]], attributes)[0], null];
  },
  lower: (application) => lowerRope(application, 1),
};

/** dx from dy: the inverse turn. */
export const ropeBackward: Operator<RopeAttributes> = {
  name: "rope_backward",
  infer: inferRope,
  reference: (inputs, attributes, specs) => turn(inputs, attributes, specs, -1),
  lower: (application) => lowerRope(application, -1),
};

/** Turns the leading heads of x [B,T,S]; the table is a constant shared by equal settings. */
export function applyRope(tape: Tape, x: Tensor, settings: RopeSettings): Tensor {
  checkWidths(settings);
  const { heads, headWidth, rotaryWidth, base, offset } = settings;
  const positions = x.shape[1];
  const name = `rope_table/T=${positions}/R=${rotaryWidth}/base=${base}/offset=${offset}`;
  const table = tape.constant(name, f32(2, positions, rotaryWidth / 2), () =>
    rotaryTable(positions, rotaryWidth, base, offset),
  );
  return tape.apply(rope, [x, table], { heads, headWidth, rotaryWidth })[0];
}
