import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Operator } from "../_kernel/operator.ts";
import { checkProgram } from "./check.ts";
import { programCost } from "./cost.ts";
import { emitProgram, programLanes, programParams } from "./emit.ts";
import forward from "./forward.wgsl?raw";
import type { Program } from "./program.ts";
import { programReference } from "./reference.ts";

export interface ElementwiseAttributes {
  /** The program; its operands are the inputs, its results the outputs, all of the shape of the first `full` operand. */
  readonly program: Program;
}

/** One program over its operands, in one pass. The engine's fusion composes programs; see `map` for a single function. */
export const elementwise: Operator<ElementwiseAttributes> = {
  name: "elementwise",
  acceptsProgram: true,
  infer(inputs, { program }) {
    const full = checkProgram(inputs, program);
    return program.results.map(() => ({ shape: full.shape, dtype: "f32" }));
  },
  reference(inputs, { program }) {
    return programReference(program, inputs, inputs[program.operands.indexOf("full")].length);
  },
  lower({ inputs, outputs, attributes: { program } }) {
    const size = sizeOf(outputs[0].shape);
    const sizes = inputs.map((input) => sizeOf(input.shape));
    const lanes = programLanes(program, size, sizes);
    const options = { lanes, firstLoaded: 0, loadBinding: 1, storeBinding: 1 + inputs.length };
    const emitted = emitProgram(program, options);
    const snippets = { PARAMS: emitted.params, BINDINGS: emitted.bindings, FUNCTIONS: emitted.functions };
    return [
      {
        label: "elementwise",
        source: expand(forward, { snippets }),
        params: { size: size / lanes, ...programParams(program, size, sizes, options) },
        bindings: [...inputs.map(read), ...outputs.map(write)],
        workgroups: foldWorkgroups(size / lanes, 64),
        counters: { ...programCost(program, size, sizes, options), launches: 1 },
      },
    ];
  },
};
