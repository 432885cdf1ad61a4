import { Failure } from "../../lib/failure.ts";
import { sizeOf, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import { slice } from "../slice/kernel.ts";
import { stridedCopyLaunch } from "../strided_copy/kernel.ts";
import { concatReference } from "./reference.ts";

export interface ConcatAttributes {
  readonly axis: number;
}

/** Where each input begins along the axis. */
function startsOf(inputs: readonly TensorSpec[], axis: number): readonly number[] {
  return inputs.map((_, i) => inputs.slice(0, i).reduce((sum, input) => sum + input.shape[axis], 0));
}

/** Inputs behind one another along an axis. Gradient: slices. */
export const concat: Operator<ConcatAttributes> = {
  name: "concat",
  infer(inputs, { axis }) {
    const [first] = inputs;
    const fits = inputs.every(
      ({ shape, dtype }) =>
        dtype === first.dtype &&
        shape.length === first.shape.length &&
        shape.every((extent, i) => i === axis || extent === first.shape[i]),
    );
    if (!(axis >= 0 && axis < first.shape.length) || !fits) {
      throw new Failure(
        `concat along axis ${axis}: ${inputs.map((input) => `${input.dtype} [${input.shape.join(", ")}]`).join(", ")} must agree in type and in every other axis.`,
      );
    }
    const extent = inputs.reduce((sum, input) => sum + input.shape[axis], 0);
    return [{ shape: first.shape.map((own, i) => (i === axis ? extent : own)), dtype: first.dtype }];
  },
  reference: (inputs, { axis }, specs) => [
    concatReference(
      inputs,
      specs.map((spec) => spec.shape),
      axis,
    ),
  ],
  gradient(tape, { inputs, attributes: { axis } }, [dy], wants) {
    const starts = startsOf(inputs, axis);
    return inputs.map(({ shape }, i) => {
      if (dy === null || !wants[i]) return null;
      const start = shape.map((_, k) => (k === axis ? starts[i] : 0));
      const stop = shape.map((extent, k) => start[k] + extent);
      return tape.apply(slice, [dy], { start, stop, step: shape.map(() => 1) })[0];
    });
  },
  lower({ inputs, outputs: [y], attributes: { axis } }) {
    const starts = startsOf(inputs, axis);
    const outer = sizeOf(y.shape.slice(0, axis));
    const inner = sizeOf(y.shape.slice(axis + 1));
    return inputs.map((x, i) => {
      const run = x.shape[axis] * inner;
      return stridedCopyLaunch(x, y, {
        axes: [
          { extent: outer, source: run, target: y.shape[axis] * inner },
          { extent: run, source: 1, target: 1 },
        ],
        sourceOffset: 0,
        targetOffset: starts[i] * inner,
      });
    });
  },
};
