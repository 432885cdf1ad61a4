import { hashName, normalAt } from "../../lib/threefry.ts";
import { sizeOf, type Shape } from "../../kernels-wgsl/index.ts";

/** How an element's initial value follows from (seed, full name of its part, index). */
export type Initialiser =
  | { readonly kind: "normal"; readonly standardDeviation: number }
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

export interface ParameterDeclaration {
  readonly parts: readonly [ParameterPart, ...ParameterPart[]];
  /** Whether weight decay applies: matrices yes; embeddings, gains, biases, angles no. */
  readonly decay: boolean;
  /** Factor on the learning rate; 1 for nearly all. */
  readonly learningRateScale: number;
  /** What Muon may orthogonalise: hidden `matrix` only. */
  readonly role: "matrix" | "embedding" | "head" | "vector";
  /** False: initialised and used, never trained. */
  readonly isTrainable: boolean;
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
  return values.map((_, i) => initialiser.standardDeviation * normalAt(seed, nameHash, i));
}
