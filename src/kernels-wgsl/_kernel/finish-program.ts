import type { Counters } from "../../lib/counters.ts";
import { programCost } from "../elementwise/cost.ts";
import { emitProgram, programLanes, programParams } from "../elementwise/emit.ts";
import type { Program } from "../elementwise/program.ts";
import { read, sizeOf, write, type Binding, type Tensor } from "./operator.ts";
import { packOf, type Pack } from "./packed-row.ts";

/** How a kernel that computes an f32 result finishes it with an element-wise program and stores it. */
export interface Finish {
  /** The host handles elements in these packs. */
  readonly pack: Pack;
  /** PROGRAM_PARAMS for `struct Params`, and PROGRAM, which declares the bindings and `finish(index, value)`. */
  readonly snippets: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, number>>;
  /** Bound from `firstBinding` on. */
  readonly bindings: readonly Binding[];
  readonly counters: Counters;
}

/** `operands` follow operand 0, the host's value; packs do not straddle `extent` contiguous elements. */
export function finishWith(
  program: Program,
  operands: readonly Tensor[],
  results: readonly Tensor[],
  firstBinding: number,
  extent: number,
): Finish {
  const size = sizeOf(results[0].shape);
  const sizes = [size, ...operands.map(({ shape }) => sizeOf(shape))];
  const pack = packOf(extent) === 4 ? programLanes(program, size, sizes) : 1;
  const options = {
    lanes: pack,
    firstLoaded: 1,
    loadBinding: firstBinding,
    storeBinding: firstBinding + operands.length,
  };
  const emitted = emitProgram(program, options);
  return {
    pack,
    snippets: { PROGRAM_PARAMS: emitted.params, PROGRAM: `${emitted.bindings}\n${emitted.functions}` },
    params: programParams(program, size, sizes, options),
    bindings: [...operands.map(read), ...results.map(write)],
    counters: programCost(program, size, sizes, options),
  };
}
