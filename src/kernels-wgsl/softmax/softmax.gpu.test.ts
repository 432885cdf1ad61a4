import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import {
  f32,
  PORTABLE_TRAITS,
  sizeOf,
  type Operator,
  type Shape,
  type Tape,
  type Tensor,
} from "../_kernel/operator.ts";
import { logSoftmax, softmax, type SoftmaxAttributes } from "./kernel.ts";

const CASES: readonly { readonly shape: Shape; readonly axis: number }[] = [
  { shape: [1, 1], axis: -1 },
  { shape: [63, 3], axis: 0 },
  { shape: [3, 65], axis: -1 },
  { shape: [65, 100], axis: 1 },
  { shape: [2, 65, 17], axis: 1 },
];

/** Random logits with rows of +-80, of equal and of zero entries in front. */
function hardLogits(shape: Shape): Float64Array {
  const values = randomValues(sizeOf(shape), 1).map((value) => Math.fround(4 * value));
  const extent = shape[shape.length - 1];
  values.set(values.subarray(0, extent).map((value) => (value > 0 ? 80 : -80)));
  if (values.length >= 3 * extent) values.fill(2.5, extent, 2 * extent).fill(0, 2 * extent, 3 * extent);
  return values;
}

/** The operator that an operator's gradient rule applies. */
function backwardOf(operator: Operator<SoftmaxAttributes>): Operator<SoftmaxAttributes> {
  let applied: Operator<SoftmaxAttributes> | undefined;
  const tensor: Tensor = { id: 0, ...f32(1) };
  const tape: Tape = {
    apply(inner, inputs) {
      applied = inner as unknown as Operator<SoftmaxAttributes>;
      return inputs;
    },
    reshape: (same) => same,
    constant: () => tensor,
  };
  operator.gradient?.(tape, { inputs: [tensor], outputs: [tensor], attributes: { axis: 0 } }, [tensor], [true]);
  return applied!;
}

// At most 130 terms; exp is good to a few units in the last place on this adapter.
describe.each([true, false])("softmax kernels, line per thread: %s", (isSoftware) => {
  const traits = { ...PORTABLE_TRAITS, isSoftware };
  describe.each([softmax, logSoftmax])("$name", (operator) => {
    test.each(CASES)("$shape along $axis", async ({ shape, axis }) => {
      const x = f32(...shape);
      const values = hardLogits(shape);
      const attributes = { axis };
      await expectKernelMatches(operator, { inputs: [x], attributes, values: { 0: values }, tolerance: 5e-6, traits });
      const [y] = operator.reference([values], attributes, [x]);
      await expectKernelMatches(backwardOf(operator), {
        inputs: [x, x],
        attributes,
        values: { 1: y.map(Math.fround) },
        tolerance: 1e-5,
        traits,
      });
    });
  });
});
