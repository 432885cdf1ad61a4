import { hashName, normalAt, uniformAt } from "../../lib/threefry.ts";
import { sizeOf, type Shape } from "../../kernels-wgsl/index.ts";

/** How an element's initial value follows from (seed, full name of its part, index). */
export type Initialiser =
  | {
      readonly kind: "normal";
      readonly standardDeviation: number;
      /** Centre of an element; absent: 0. */
      readonly mean?: (index: number) => number;
      /** Elements from this index on start at the centre exactly, as tokens that a network grows by do; absent: none. */
      readonly drawn?: number;
    }
  /** Uniform in [low, high), then a function of it where the parameter is stored as one (a logarithm, say). */
  | {
      readonly kind: "uniform";
      readonly low: number;
      readonly high: number;
      readonly stored?: (value: number) => number;
    }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "values"; readonly valueAt: (index: number) => number };

/** A named piece of a parameter tensor: rows of a packed projection, or the whole tensor. Names, initial values and exports go by parts. */
export interface ParameterPart {
  /** `<slugs>[.<pass>].<parameter>`, unique in the model. */
  readonly name: string;
  /** Shape of the part; parts are stacked along axis 0, so all axes but the first agree. */
  readonly shape: Shape;
  readonly initialiser: Initialiser;
}

/** Rows of a parameter that start to train at steps of their own: their gradient is zero before. */
export interface GradientMask {
  /** Neighbouring elements that are one row. */
  readonly inner: number;
  /** First step of each row, from 0; repeats over the tensor. */
  readonly firstSteps: readonly number[];
}

export interface ParameterDeclaration {
  readonly parts: readonly [ParameterPart, ...ParameterPart[]];
  /** Whether weight decay applies: matrices yes; embeddings, gains, biases, angles no. */
  readonly decay: boolean;
  /** Factor on the learning rate; 1 for nearly all. */
  readonly learningRateScale: number;
  /**
   * What Muon may orthogonalise: hidden `matrix` only. A `statistic` is no weight: a kernel keeps it (running means), and it
   * is stored, hashed and exported with the weights, but not counted among them.
   */
  readonly role: "matrix" | "embedding" | "head" | "vector" | "statistic";
  /** False: initialised and used, never trained. */
  readonly isTrainable: boolean;
  /** Absent: all of it trains from the first step. A masked parameter must not decay, or its frozen rows would shrink. */
  readonly mask?: GradientMask;
}

/** Shape of the tensor that holds all parts, one behind the other along axis 0. */
export function packedShape(declaration: ParameterDeclaration): Shape {
  const [first, ...others] = declaration.parts;
  if (others.length === 0) return first.shape;
  const rows = declaration.parts.reduce((sum, part) => sum + part.shape[0], 0);
  return [rows, ...first.shape.slice(1)];
}

/** Float64 initial values of one part. Arms whose names agree start from equal numbers. */
export function initialValues(part: ParameterPart, seed: number): Float64Array {
  const { initialiser } = part;
  const values = new Float64Array(sizeOf(part.shape));
  if (initialiser.kind === "constant") return values.fill(initialiser.value);
  if (initialiser.kind === "values") return values.map((_, i) => initialiser.valueAt(i));
  const nameHash = hashName(part.name);
  if (initialiser.kind === "uniform") {
    const { low, high, stored = (value: number) => value } = initialiser;
    return values.map((_, i) => stored(low + (high - low) * uniformAt(seed, nameHash, i)));
  }
  const { standardDeviation, mean = () => 0, drawn = values.length } = initialiser;
  return values.map((_, i) => mean(i) + (i < drawn ? standardDeviation * normalAt(seed, nameHash, i) : 0));
}
