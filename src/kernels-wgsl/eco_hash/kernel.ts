import { NO_COST, type Counters } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
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
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { ecoHashBackwardReference, ecoHashReference, LEAST_SPREAD, type EcoHashAttributes } from "./reference.ts";
import * as snippets from "./snippets.ts";

export type { EcoHashAttributes } from "./reference.ts";

const LIMITS = { width: 128, bits: 64, anchors: 64 } as const;

function checkHash([x, hash]: readonly TensorSpec[], attributes: EcoHashAttributes): void {
  const { heads, width, bits, anchors } = attributes;
  for (const name of ["width", "bits", "anchors"] as const) {
    const value = attributes[name];
    if (value >= 1 && value <= LIMITS[name]) continue;
    const nearest = Math.min(LIMITS[name], Math.max(1, value));
    throw new Failure(`eco_hash: ${name} is ${value}, but must lie between 1 and ${LIMITS[name]}; use ${nearest}.`);
  }
  const wanted = [heads * (bits + 1 + width), anchors];
  if (hash.shape.join() !== wanted.join()) {
    throw new Failure(`eco_hash: the hash must be [${wanted.join(",")}]; it is [${hash.shape.join(",")}].`);
  }
  if (x.shape[x.shape.length - 1] !== heads * width) {
    throw new Failure(
      `eco_hash: x must end in ${heads} heads of ${width} channels, ${heads * width}; it is [${x.shape.join(",")}].`,
    );
  }
}

type Work = Pick<Counters, "multiplies" | "adds" | "specials">;

function launch(
  label: string,
  source: string,
  inputs: readonly Tensor[],
  output: Tensor,
  attributes: EcoHashAttributes,
  work: Work & { readonly hashLoads: number },
): Launch {
  const { heads, width, bits, anchors } = attributes;
  const rows = sizeOf(inputs[0].shape) / (heads * width);
  const tiles = Math.ceil(rows / 64);
  const owners = rows * heads;
  const bytesOf = (tensors: readonly Tensor[]): number => tensors.reduce((sum, one) => sum + 4 * sizeOf(one.shape), 0);
  const streamed = [inputs[0], ...inputs.slice(2), output];
  return {
    label,
    source: expand(source, {
      constants: { WIDTH: width, BITS: bits, ANCHORS: anchors, LEAST_SPREAD },
      snippets: { ...snippets },
    }),
    params: { rows, heads, tiles },
    bindings: [...inputs.map(read), write(output)],
    workgroups: foldWorkgroups(tiles * heads, 1),
    counters: {
      ...NO_COST,
      multiplies: owners * work.multiplies,
      adds: owners * work.adds,
      specials: owners * work.specials,
      bytesRead: bytesOf(inputs),
      bytesWritten: bytesOf([output]),
      bytesTouched: bytesOf(streamed) + 4 * owners * work.hashLoads,
      launches: 1,
    },
  };
}

/** Arithmetic of one head of one token that both passes begin with: its direction, its distances, their spread. */
const distanceWork = ({ width, anchors: m }: EcoHashAttributes): Work => ({
  multiplies: 2 * width + m * width,
  adds: width + 2 * m * width + m + 1,
  specials: 3,
});

/** Inputs x [..., H*width] and the hash [H*bits + H + H*width, anchors]: directions | means | anchors; output u [..., H*bits]. */
export const ecoHash: Operator<EcoHashAttributes> = {
  name: "eco_hash",
  infer(inputs, attributes) {
    checkHash(inputs, attributes);
    return [f32(...inputs[0].shape.slice(0, -1), attributes.heads * attributes.bits)];
  },
  reference: (inputs, attributes) => [ecoHashReference(inputs, attributes)],
  gradient(tape, { inputs, attributes }, [du], wants) {
    if (du === null || !wants[0]) return [null, null];
    return [tape.apply(ecoHashBackward, [...inputs, du], attributes)[0], null];
  },
  lower({ inputs, outputs: [u], attributes }) {
    const { width, bits, anchors: m } = attributes;
    const { multiplies, adds, specials } = distanceWork(attributes);
    return [
      launch("eco_hash_forward", forward, inputs, u, attributes, {
        multiplies: multiplies + m + m * bits,
        adds: adds + m + m * bits,
        specials: specials + m,
        hashLoads: m * (width + 1 + bits),
      }),
    ];
  },
};

/** Inputs x, hash, du; output dx. */
export const ecoHashBackward: Operator<EcoHashAttributes> = {
  name: "eco_hash_backward",
  infer(inputs, attributes) {
    checkHash(inputs, attributes);
    return [f32(...inputs[0].shape)];
  },
  reference: (inputs, attributes) => [ecoHashBackwardReference(inputs, attributes)],
  lower({ inputs, outputs: [dx], attributes }) {
    const { width, bits, anchors: m } = attributes;
    const { multiplies, adds, specials } = distanceWork(attributes);
    return [
      launch("eco_hash_backward", backward, inputs, dx, attributes, {
        multiplies: multiplies + m * (4 + bits) + 3 + m * (1 + width) + 3 * width,
        adds: adds + m * bits + m * (1 + 2 * width) + 2 * width - 1,
        specials: specials + m + 1,
        hashLoads: m * (2 * width + bits),
      }),
    ];
  },
};
