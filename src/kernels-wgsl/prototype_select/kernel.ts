import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, u32, write, type Operator, type Tensor } from "../_kernel/operator.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { prototypeScatterReference, prototypeSelectReference } from "./reference.ts";
import { prototypeShape, type PrototypeAttributes, type PrototypeShape } from "./shape.ts";

const bytesOf = (tensors: readonly Tensor[]): number => tensors.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);

/**
 * For each query [B,Q,C] and head the most alike of the keys [B,N,C]: prototypes [B,Q,C] and their places u32 [B,Q,heads]. Keys that the
 * mask excludes are not looked at, unless it excludes all. Only keys get a gradient: the choice is taken as given.
 */
export const prototypeSelect: Operator<PrototypeAttributes> = {
  name: "prototype_select",
  infer(inputs, attributes) {
    const { batch, queries, heads, headWidth } = prototypeShape(inputs, attributes);
    return [f32(batch, queries, heads * headWidth), u32(batch, queries, heads)];
  },
  reference([keys, queries, mask], attributes, specs) {
    const shape = prototypeShape(specs, attributes);
    const { prototypes, chosen } = prototypeSelectReference(keys, queries, attributes.hasMask ? mask : null, shape);
    return [prototypes, chosen];
  },
  gradient(tape, { inputs, outputs: [, chosen], attributes: { heads } }, [dPrototypes]) {
    const none = inputs.slice(1).map(() => null);
    if (dPrototypes === null) return [null, ...none];
    const places = inputs[0].shape[1];
    return [tape.apply(prototypeScatter, [dPrototypes, chosen], { heads, places })[0], ...none];
  },
  lower({ inputs, outputs, attributes }) {
    const { batch, places, queries, heads, headWidth } = prototypeShape(inputs, attributes);
    const blocks = Math.ceil(queries / 4);
    const groups = batch * heads * blocks;
    const products = batch * heads * queries * places * headWidth;
    // Four queries share the load of a key; each thread reads all queries of its group anew.
    const loads = batch * heads * blocks * places * headWidth * 5;
    return [
      {
        label: "prototype_select",
        source: expand(forward, { constants: { MASKED: attributes.hasMask, INPUTS: inputs.length } }),
        params: { groups, blocks, places, queries, heads, head_width: headWidth },
        bindings: [...inputs.map(read), ...outputs.map(write)],
        workgroups: foldWorkgroups(groups, 1),
        counters: {
          ...NO_COST,
          multiplies: products,
          adds: products,
          bytesRead: bytesOf(inputs),
          bytesWritten: bytesOf(outputs),
          bytesTouched: 4 * loads + bytesOf(outputs),
          workgroupBytes: 12 * 64 * 65 * Math.min(queries, 4) * groups,
          launches: 1,
        },
      },
    ];
  },
};

export interface PrototypeScatterAttributes {
  readonly heads: number;
  /** Keys that there were to choose from. */
  readonly places: number;
}

const shapeOfGradient = (
  { shape }: { readonly shape: readonly number[] },
  attributes: PrototypeScatterAttributes,
): PrototypeShape => {
  const [batch, queries, channels] = shape;
  return { batch, queries, ...attributes, headWidth: channels / attributes.heads };
};

/** dkeys [B,N,C] from dprototypes [B,Q,C] and the places that were chosen [B,Q,heads]. */
export const prototypeScatter: Operator<PrototypeScatterAttributes> = {
  name: "prototype_scatter",
  infer: ([{ shape }], { places }) => [f32(shape[0], places, shape[2])],
  reference: ([dPrototypes, chosen], attributes, [spec]) => [
    prototypeScatterReference(dPrototypes, chosen, shapeOfGradient(spec, attributes)),
  ],
  lower({ inputs, outputs: [dKeys], attributes }) {
    const { places, queries, heads, headWidth } = shapeOfGradient(inputs[0], attributes);
    const size = sizeOf(dKeys.shape);
    return [
      {
        label: "prototype_scatter",
        source: expand(backward),
        params: { size, places, queries, heads, head_width: headWidth },
        bindings: [...inputs.map(read), write(dKeys)],
        workgroups: foldWorkgroups(size, 64),
        counters: {
          ...NO_COST,
          adds: size * queries,
          bytesRead: bytesOf(inputs),
          bytesWritten: 4 * size,
          bytesTouched: 4 * size * (2 * queries + 1),
          launches: 1,
        },
      },
    ];
  },
};
