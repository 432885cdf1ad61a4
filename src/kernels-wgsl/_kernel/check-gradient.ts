import { threefry2x32, uniformFloat } from "../../lib/threefry.ts";
import { sizeOf, type Attributes, type Operator, type TensorSpec } from "./operator.ts";
import { ReferenceTape } from "./reference-tape.ts";

/** Deterministic test values in (-1, 1), different for each stream. */
export function randomValues(length: number, stream: number): Float64Array {
  return Float64Array.from({ length }, (_, i) =>
    Math.fround(2 * uniformFloat(threefry2x32(20_26, stream, 0, i)[0]) - 1),
  );
}

export interface GradientCase<A extends Attributes> {
  readonly inputs: readonly TensorSpec[];
  readonly attributes: A;
  /** Values of chosen inputs (ids, masks, or values away from a kink); all others are random in (-1, 1). */
  readonly values?: Readonly<Record<number, Float64Array>>;
  /** Outputs that no gradient flows into (statistics, codes). */
  readonly silentOutputs?: readonly number[];
}

export interface GradientError {
  readonly input: number;
  readonly element: number;
  readonly got: number;
  readonly want: number;
  /** |got - want| relative to the tensor's RMS (at least 1e-3). */
  readonly relative: number;
}

/**
 * The worst disagreement between an operator's gradient rule, evaluated in float64, and central differences of its
 * reference. At most `samples` elements of each input are differenced. Expect below 1e-6 for smooth operators.
 */
export function checkGradient<A extends Attributes>(
  operator: Operator<A>,
  test: GradientCase<A>,
  samples = 40,
): GradientError {
  const values = test.inputs.map((spec, i) => test.values?.[i] ?? randomValues(sizeOf(spec.shape), i + 1));
  const outputs = operator.infer(test.inputs, test.attributes);
  const silent = new Set(test.silentOutputs ?? []);
  const weights = outputs.map((spec, i) => (silent.has(i) ? null : randomValues(sizeOf(spec.shape), 100 + i)));
  const loss = (at: readonly Float64Array[]): number =>
    operator.reference(at, test.attributes, test.inputs).reduce((sum, output, k) => {
      const weight = weights[k];
      return weight === null ? sum : sum + output.reduce((part, value, j) => part + value * weight[j], 0);
    }, 0);

  const gradients = ruleGradients(operator, test, values, weights);
  let worst: GradientError = { input: -1, element: -1, got: 0, want: 0, relative: 0 };
  gradients.forEach((gradient, input) => {
    if (gradient === null) return;
    const scale = Math.max(1e-3, Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0) / gradient.length));
    const stride = Math.max(1, Math.floor(gradient.length / samples));
    for (let element = 0; element < gradient.length; element += stride) {
      const want = centralDifference(loss, values, input, element);
      const relative = Math.abs(gradient[element] - want) / scale;
      if (!(relative <= worst.relative)) worst = { input, element, got: gradient[element], want, relative };
    }
  });
  return worst;
}

function ruleGradients<A extends Attributes>(
  operator: Operator<A>,
  test: GradientCase<A>,
  values: readonly Float64Array[],
  weights: readonly (Float64Array | null)[],
): readonly (Float64Array | null)[] {
  if (operator.gradient === undefined) throw new Error(`${operator.name} has no gradient rule`);
  const tape = new ReferenceTape();
  const inputs = test.inputs.map((spec, i) => tape.tensor(spec, values[i]));
  const outputs = tape.apply(operator, inputs, test.attributes);
  const upstream = outputs.map((output, i) => {
    const weight = weights[i];
    return weight === null ? null : tape.tensor(output, weight);
  });
  const wants = inputs.map((input) => input.dtype === "f32");
  return operator
    .gradient(tape, { inputs, outputs, attributes: test.attributes }, upstream, wants)
    .map((gradient) => (gradient === null ? null : tape.valuesOf(gradient)));
}

function centralDifference(
  loss: (at: readonly Float64Array[]) => number,
  values: readonly Float64Array[],
  input: number,
  element: number,
): number {
  const step = 1e-5;
  const shifted = (delta: number): number =>
    loss(
      values.map((array, i) =>
        i === input ? array.map((value, j) => (j === element ? value + delta : value)) : array,
      ),
    );
  return (shifted(step) - shifted(-step)) / (2 * step);
}
