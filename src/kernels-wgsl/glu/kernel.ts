import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Application, type Launch, type Operator, type Tensor } from "../_kernel/operator.ts";
import { packOf, withPack } from "../_kernel/packed-row.ts";
import { emitActivation } from "./activation.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { gluBackwardReference, gluReference, type GluActivation } from "./reference.ts";

export type { GluActivation };

export interface GluAttributes {
  /** What the gate passes through: `silu` makes SwiGLU, `gelu_*` GEGLU, `relu` ReGLU, `sigmoid` GLU, `identity` bilinear. */
  readonly activation: GluActivation;
}

/** `packed` has rows of 2F, `half` rows of F. */
function lowerGlu(
  { inputs, outputs, attributes: { activation } }: Application<GluAttributes>,
  half: Tensor,
  isBackward: boolean,
): readonly Launch[] {
  const size = sizeOf(half.shape);
  const width = half.shape[half.shape.length - 1];
  const pack = packOf(width);
  const { wgsl, cost } = emitActivation(activation, pack, isBackward);
  const bytesRead = 4 * inputs.reduce((sum, input) => sum + sizeOf(input.shape), 0);
  const bytesWritten = 4 * sizeOf(outputs[0].shape);
  return [
    {
      label: isBackward ? "glu_backward" : "glu",
      source: expand(isBackward ? backward : forward, withPack(pack, { snippets: { ACTIVATION: wgsl } })),
      params: { size: size / pack, packs: width / pack },
      bindings: [...inputs.map(read), ...outputs.map(write)],
      workgroups: foldWorkgroups(size / pack, 64),
      counters: {
        ...NO_COST,
        multiplies: size * (cost.multiplies + (isBackward ? 2 : 1)),
        adds: size * cost.adds,
        specials: size * cost.specials,
        bytesRead,
        bytesWritten,
        bytesTouched: bytesRead + bytesWritten,
        launches: 1,
      },
    },
  ];
}

/** y [..., F] = activation(gate) * up of x [..., 2F], whose first F columns are the gate. */
export const glu: Operator<GluAttributes> = {
  name: "glu",
  infer([x]) {
    const columns = x.shape[x.shape.length - 1];
    if (columns % 2 !== 0) {
      throw new Failure(
        `glu halves the last axis, gate first; [${x.shape.join(", ")}] has an odd number of columns. Make it twice the width you want.`,
      );
    }
    return [{ shape: [...x.shape.slice(0, -1), columns / 2], dtype: "f32" }];
  },
  reference([x], { activation }, [spec]) {
    return [gluReference(x, spec.shape[spec.shape.length - 1] / 2, activation)];
  },
  gradient: (tape, { inputs: [x], attributes }, [dy]) => [
    dy === null ? null : tape.apply(gluBackward, [dy, x], attributes)[0],
  ],
  lower: (application) => lowerGlu(application, application.outputs[0], false),
};

/** Inputs dy [..., F], x [..., 2F]; output dx [..., 2F]. */
export const gluBackward: Operator<GluAttributes> = {
  name: "glu_backward",
  infer: ([, x]) => [x],
  reference([dy, x], { activation }, [spec]) {
    return [gluBackwardReference(dy, x, spec.shape[spec.shape.length - 1], activation)];
  },
  lower: (application) => lowerGlu(application, application.inputs[0], true),
};
