import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { read, sizeOf, write, type Launch, type Operator, type Tensor, type TensorSpec } from "../_kernel/operator.ts";
import text from "./forward.wgsl?raw";
import { sumPartialsReference, type PartialGradient } from "./reference.ts";

export interface SumPartialsAttributes {
  /** One for each input behind the arena. */
  readonly gradients: readonly PartialGradient[];
}

/** Gradients that one dispatch finishes: the portable eight storage buffers but the arena. */
export const MAX_GRADIENTS = 7;

const NONE: PartialGradient = { offset: 0, parts: 0, size: 0 };

function checkGradients([arena, ...partials]: readonly TensorSpec[], gradients: readonly PartialGradient[]): void {
  if (gradients.length !== partials.length || gradients.length === 0 || gradients.length > MAX_GRADIENTS) {
    throw new Failure(
      `sum_partials finishes 1 to ${MAX_GRADIENTS} gradients, each with its partial sums; it was given ${gradients.length} gradients and ${partials.length} tensors.`,
    );
  }
  gradients.forEach(({ offset, parts, size }, i) => {
    if (parts < 1 || sizeOf(partials[i].shape) !== parts * size || offset + size > sizeOf(arena.shape)) {
      throw new Failure(
        `sum_partials: ${parts} parts of ${size} at ${offset} do not fit a tensor [${partials[i].shape.join(", ")}] and an arena of ${sizeOf(arena.shape)}.`,
      );
    }
  });
}

function lowerSums([arena, ...partials]: readonly Tensor[], { gradients }: SumPartialsAttributes): Launch {
  const params: Record<string, number> = {};
  let first = 0;
  let [elements, loaded] = [0, 0];
  for (let i = 0; i < MAX_GRADIENTS; i++) {
    const { offset, parts, size } = gradients[i] ?? NONE;
    Object.assign(params, { [`first${i}`]: first, [`size${i}`]: size, [`parts${i}`]: parts, [`offset${i}`]: offset });
    first += Math.ceil(size / 64) * 64;
    elements += size;
    loaded += parts * size;
  }
  // A dispatch that finishes fewer gradients binds the first again, so that every model runs one pipeline.
  const bound = Array.from({ length: MAX_GRADIENTS }, (_, i) => partials[i] ?? partials[0]);
  return {
    label: "sum_partials",
    source: expand(text, { constants: { SLOTS: MAX_GRADIENTS } }),
    params,
    bindings: [write(arena), ...bound.map(read)],
    workgroups: foldWorkgroups(first, 64),
    counters: {
      ...NO_COST,
      adds: loaded - elements,
      bytesRead: 4 * loaded,
      bytesWritten: 4 * elements,
      bytesTouched: 4 * (loaded + elements),
      launches: 1,
    },
  };
}

/** Inputs: the gradient arena, which it writes in place, and the partial sums [parts, ...] of one gradient each. */
export const sumPartials: Operator<SumPartialsAttributes> = {
  name: "sum_partials",
  mutates: [0],
  infer(inputs, { gradients }) {
    checkGradients(inputs, gradients);
    return [];
  },
  reference: ([arena, ...partials], { gradients }) => [sumPartialsReference(arena, partials, gradients)],
  lower: ({ inputs, attributes }) => [lowerSums(inputs, attributes)],
};
