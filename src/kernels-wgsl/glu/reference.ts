import { rowNamed } from "../elementwise/row.ts";

/** What the gate passes through; all but `identity` are rows of the element-wise table. */
export type GluActivation = "silu" | "gelu_tanh" | "gelu_erf" | "relu" | "sigmoid" | "identity";

const activate = (activation: GluActivation, x: number): number =>
  activation === "identity" ? x : rowNamed(activation).evaluate([x], NaN);

/** Gradient by x of the activation, times g. */
function activationGradient(activation: GluActivation, x: number, g: number): number {
  if (activation === "identity") return g;
  const gradient = rowNamed(activation).gradients?.[0];
  if (gradient === undefined || gradient === null) return 0;
  return gradient === "incoming" ? g : rowNamed(gradient.row).evaluate([...gradient.saved.map(() => x), g], NaN);
}

/** Float64 y [rows, width] = activation(x[:, :width]) * x[:, width:]. */
export function gluReference(x: Float64Array, width: number, activation: GluActivation): Float64Array {
  return Float64Array.from({ length: x.length / 2 }, (_, i) => {
    const at = Math.floor(i / width) * 2 * width + (i % width);
    return activate(activation, x[at]) * x[at + width];
  });
}

/** dx [rows, 2 width]: dgate = dy up activation'(gate), dup = dy activation(gate). */
export function gluBackwardReference(
  dy: Float64Array,
  x: Float64Array,
  width: number,
  activation: GluActivation,
): Float64Array {
  const dx = new Float64Array(x.length);
  dy.forEach((g, i) => {
    const at = Math.floor(i / width) * 2 * width + (i % width);
    dx[at] = activationGradient(activation, x[at], g * x[at + width]);
    dx[at + width] = g * activate(activation, x[at]);
  });
  return dx;
}
