import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import {
  f32,
  read,
  sizeOf,
  u32,
  write,
  type Operator,
  type Tape,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { monomialCount, monomialsBackwardReference, monomialsReference, monomialTable } from "./reference.ts";

export interface MonomialAttributes {
  /** Largest number of factors, 1..3. */
  readonly degree: number;
}

interface MonomialShape {
  readonly rows: number;
  readonly width: number;
  readonly features: number;
}

function shapeOf(x: TensorSpec, table: TensorSpec, { degree }: MonomialAttributes): MonomialShape {
  const width = x.shape[x.shape.length - 1];
  if (degree < 1 || degree > 3) throw new Failure(`monomials: the degree ${degree} must lie between 1 and 3.`);
  const features = monomialCount(width, degree);
  if (table.shape.join() !== [features, degree].join()) {
    throw new Failure(`monomials: the table must be [${features},${degree}]; it is [${table.shape.join(",")}].`);
  }
  return { rows: sizeOf(x.shape) / width, width, features };
}

/** Factors of the non-constant places of the table, by how many a feature has: what is multiplied. */
function multiplications({ rows, width }: MonomialShape, degree: number): number {
  const factors = monomialTable(width, degree).reduce((sum, channel) => sum + Number(channel < width), 0);
  return rows * factors;
}

/** Inputs x [..., D] and the table; output [..., C(D + degree, degree)]. See `applyMonomials`. */
export const monomials: Operator<MonomialAttributes> = {
  name: "monomials",
  infer([x, table], attributes) {
    return [f32(...x.shape.slice(0, -1), shapeOf(x, table, attributes).features)];
  },
  reference: ([x, table], { degree }, [spec]) => [
    monomialsReference(x, table, spec.shape[spec.shape.length - 1], degree),
  ],
  gradient(tape, { inputs: [x, table], attributes }, [dy]) {
    return [dy === null ? null : tape.apply(monomialsBackward, [dy, x, table], attributes)[0], null];
  },
  lower({ inputs: [x, table], outputs: [y], attributes }) {
    const shape = shapeOf(x, table, attributes);
    const size = shape.rows * shape.features;
    return [
      {
        label: "monomials",
        source: forward,
        params: { size, width: shape.width, degree: attributes.degree, features: shape.features },
        bindings: [read(x), read(table), write(y)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          multiplies: multiplications(shape, attributes.degree),
          bytesRead: 4 * (sizeOf(x.shape) + sizeOf(table.shape)),
          bytesWritten: 4 * size,
          bytesTouched: 4 * (size * (attributes.degree + 1) + multiplications(shape, attributes.degree)),
          launches: 1,
        },
      },
    ];
  },
};

/** Inputs dy, x, table; output dx. */
export const monomialsBackward: Operator<MonomialAttributes> = {
  name: "monomials_backward",
  infer: ([, x]) => [x],
  reference: ([dy, x, table], { degree }, [, spec]) => [
    monomialsBackwardReference(dy, x, table, spec.shape[spec.shape.length - 1], degree),
  ],
  lower({ inputs: [dy, x, table], outputs: [dx], attributes }) {
    const shape = shapeOf(x, table, attributes);
    const { degree } = attributes;
    const size = shape.rows * shape.width;
    const factors = multiplications(shape, degree);
    return [
      {
        label: "monomials_backward",
        source: backward,
        params: { size, width: shape.width, degree, features: shape.features },
        bindings: [read(dy), read(x), read(table), write(dx)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          // Each factor's gradient takes the other factors, constants left out.
          multiplies: otherFactors(shape, degree),
          adds: factors,
          bytesRead: 4 * (sizeOf(dy.shape) + sizeOf(x.shape) + sizeOf(table.shape)),
          bytesWritten: 4 * size,
          bytesTouched:
            4 * (size * shape.features * degree + factors * (degree + 1) + otherFactors(shape, degree) + size),
          launches: 1,
        },
      },
    ];
  },
};

function otherFactors({ rows, width, features }: MonomialShape, degree: number): number {
  const table = monomialTable(width, degree);
  let others = 0;
  for (let f = 0; f < features; f++) {
    const own = table.subarray(f * degree, (f + 1) * degree).filter((channel) => channel < width).length;
    others += own * Math.max(0, own - 1);
  }
  return rows * others;
}

/** Monomials of the last axis up to a degree, and their factors' table as a shared constant. */
export function applyMonomials(tape: Tape, x: Tensor, degree: number): Tensor {
  const width = x.shape[x.shape.length - 1];
  const spec = u32(monomialCount(width, degree), degree);
  const table = tape.constant(`monomials/D=${width}/degree=${degree}`, spec, () => monomialTable(width, degree));
  return tape.apply(monomials, [x, table], { degree })[0];
}
