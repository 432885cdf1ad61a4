import { NO_COST, type Counters } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { expand } from "../_kernel/expander.ts";
import {
  f32,
  read,
  sizeOf,
  write,
  type Launch,
  type Operator,
  type Tensor,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { checkRows, localLength } from "../segment_summary/regions.ts";
import forward from "./forward.wgsl?raw";
import {
  combinerStates,
  combinerStepReference,
  type CombinerStates,
  type CombinerStepAttributes,
} from "./reference.ts";

export { combinerStates, type CombinerStates, type CombinerStepAttributes };

/** Shapes of the states in the order of the inputs; raw rows alone where no sequence has a region behind it. */
export function combinerStateShapes(
  attributes: Omit<CombinerStepAttributes, "scale" | "pooling">,
): readonly (readonly number[])[] {
  const { raw, pooled, summaries } = combinerStates(attributes);
  const part = attributes.heads * attributes.width;
  const rows = [[1, raw, 2 * part]];
  return summaries > 0 ? [...rows, [1, pooled, part], [1, summaries, 2 * part]] : rows;
}

function check([row, position, ...states]: readonly TensorSpec[], attributes: CombinerStepAttributes): void {
  checkRows("combiner_step", row.shape, attributes);
  const wanted = combinerStateShapes(attributes).map((shape) => `[${shape.join(", ")}]`);
  const given = states.map(({ shape }) => `[${shape.join(", ")}]`);
  if (sizeOf(row.shape) === row.shape[2] && position.dtype === "u32" && wanted.join() === given.join()) return;
  throw new Failure(
    `combiner_step goes on with one row, a u32 position and states ${wanted.join(", ")}; it was given a row [${row.shape.join(", ")}], ${position.dtype} and ${given.join(", ")}.`,
  );
}

/** Of the token that costs most: it sees all it ever can, and every region that can end does. */
function mostCost(inputs: readonly TensorSpec[], attributes: CombinerStepAttributes): Counters {
  const { heads, width, pattern, segment, capacity } = attributes;
  const { pooled, summaries } = combinerStates(attributes);
  const seen = Math.min(localLength(attributes), capacity) + summaries;
  const lengths = Array.from({ length: pooled }, (_, level) => (pattern === "fixed" ? segment : 2 ** (level + 1)));
  const members = lengths.reduce((sum, length) => sum + length, 0);
  const keys = seen + members;
  return {
    ...NO_COST,
    multiplies: heads * keys * (2 * width + 1),
    adds: heads * (keys * (2 * width + 2) + members * width + pooled * width),
    specials: heads * (keys + (1 + pooled) * width),
    bytesRead: 4 * inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    bytesWritten: 4 * heads * width * (3 + 3 * pooled),
    bytesTouched: 4 * heads * width * (6 + 2 * seen + 3 * members + 6 * pooled),
    workgroupBytes: 4 * heads * keys * (width + 2 * 64),
    launches: 1,
  };
}

/**
 * y [1, 1, H*D] of one token: row q | k | v [1, 1, 3*H*D], position u32 [1] and the states of `combinerStateShapes`, which are written in
 * place: raw keys and values and, with regions, pooled queries and summaries. Throws a Failure where shapes do not fit.
 */
function stepOperator(mutates: readonly number[]): Operator<CombinerStepAttributes> {
  return {
    name: "combiner_step",
    mutates,
    infer(inputs, attributes) {
      check(inputs, attributes);
      return [f32(1, 1, attributes.heads * attributes.width)];
    },
    reference: ([row, position, ...states], attributes) => combinerStepReference(row, position[0], states, attributes),
    lower: ({ inputs, outputs, attributes }) => [stepLaunch(inputs, outputs[0], attributes)],
  };
}

const WITH_REGIONS = stepOperator([2, 3, 4]);
const LOCAL = stepOperator([2]);

/** The operator of these attributes: which states it writes depends on whether a sequence can have regions. */
export function combinerStep(attributes: CombinerStepAttributes): Operator<CombinerStepAttributes> {
  return combinerStates(attributes).summaries > 0 ? WITH_REGIONS : LOCAL;
}

function stepLaunch(inputs: readonly Tensor[], y: Tensor, attributes: CombinerStepAttributes): Launch {
  const [row, position, ...states] = inputs;
  const { heads, width, pattern, segment, pooling, scale } = attributes;
  const { raw, pooled, summaries } = combinerStates(attributes);
  return {
    label: "combiner_step",
    source: expand(forward, {
      constants: { REGIONS: summaries > 0, LOG_N: pattern === "log-n", MAX: pooling === "max" },
    }),
    params: {
      heads,
      width,
      local: localLength(attributes),
      rows: raw,
      segment,
      slots: summaries,
      levels: pooled,
      scale,
    },
    bindings: [read(row), read(position), ...states.map(write), write(y)],
    workgroups: [heads, 1, 1],
    counters: mostCost(inputs, attributes),
  };
}
