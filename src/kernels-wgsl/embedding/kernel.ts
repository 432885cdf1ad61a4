import { addCounters, NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { finishWith } from "../_kernel/finish-program.ts";
import {
  f32,
  read,
  sizeOf,
  type Application,
  type Launch,
  type Operator,
  type TensorSpec,
} from "../_kernel/operator.ts";
import { withPack } from "../_kernel/packed-row.ts";
import { IDENTITY, type Program } from "../elementwise/program.ts";
import { programReference } from "../elementwise/reference.ts";
import { sortById } from "../sort_by_id/kernel.ts";
import backward from "./backward.wgsl?raw";
import forward from "./forward.wgsl?raw";
import { embeddingBackwardReference, embeddingReference } from "./reference.ts";

export interface EmbeddingAttributes {
  /** Factor on every row; 1 is a plain look-up. */
  readonly scale: number;
  /** Finishes each element: operand 0 is the look-up (or the table's gradient), the others are the last inputs. */
  readonly program?: Program;
}

const channelsOf = ({ shape }: TensorSpec): number => shape[shape.length - 1];

function lowerForward({ inputs, outputs, attributes }: Application<EmbeddingAttributes>): Launch {
  const [ids, weight, ...operands] = inputs;
  const channels = channelsOf(weight);
  const size = sizeOf(ids.shape) * channels;
  const finish = finishWith(attributes.program ?? IDENTITY, operands, outputs, 3, channels);
  return {
    label: "embedding",
    source: expand(forward, withPack(finish.pack, { snippets: finish.snippets })),
    params: {
      size: size / finish.pack,
      packs: channels / finish.pack,
      scale: attributes.scale,
      ...finish.params,
    },
    bindings: [read(ids), read(weight), ...finish.bindings],
    workgroups: foldWorkgroups(size / finish.pack, 64),
    counters: addCounters(finish.counters, {
      ...NO_COST,
      multiplies: size,
      // A token's row is read once; how many rows occur twice depends on the data, so none is assumed to.
      bytesRead: 4 * (sizeOf(ids.shape) + size),
      bytesTouched: 4 * (size + size / finish.pack),
      launches: 1,
    }),
  };
}

/** y [..., C] = scale * weight[ids], ids u32 or i32 [...], weight [V, C], then the program's operands. Ids must be below V. */
export const embedding: Operator<EmbeddingAttributes> = {
  name: "embedding",
  acceptsProgram: true,
  infer([ids, weight], { program = IDENTITY }) {
    if (ids.dtype === "f32" || weight.shape.length !== 2) {
      throw new Failure(
        `embedding needs integer ids and a table [V, C]; it was given ${ids.dtype} ids and a table [${weight.shape.join(", ")}].`,
      );
    }
    return program.results.map(() => f32(...ids.shape, channelsOf(weight)));
  },
  reference([ids, weight, ...operands], { scale, program = IDENTITY }, specs) {
    const y = embeddingReference(ids, weight, channelsOf(specs[1]), scale);
    return programReference(program, [y, ...operands], y.length);
  },
  gradient(tape, { inputs: [ids, weight], attributes: { scale } }, [dy], wants) {
    if (dy === null || !wants[1]) return [null, null];
    const [order, starts] = tape.apply(sortById, [ids], { count: weight.shape[0] });
    return [null, tape.apply(embeddingBackward, [dy, order, starts], { scale })[0]];
  },
  lower: (application) => [lowerForward(application)],
};

function lowerBackward({ inputs, outputs, attributes }: Application<EmbeddingAttributes>): Launch {
  const [dy, order, starts, ...operands] = inputs;
  const channels = channelsOf(dy);
  const size = (sizeOf(starts.shape) - 1) * channels;
  const finish = finishWith(attributes.program ?? IDENTITY, operands, outputs, 4, channels);
  const packs = channels / finish.pack;
  return {
    label: "embedding_backward",
    source: expand(backward, withPack(finish.pack, { snippets: finish.snippets })),
    params: { size: size / finish.pack, packs, scale: attributes.scale, ...finish.params },
    bindings: [read(dy), read(order), read(starts), ...finish.bindings],
    workgroups: foldWorkgroups(size / finish.pack, 64),
    counters: addCounters(finish.counters, {
      ...NO_COST,
      multiplies: size,
      adds: sizeOf(dy.shape),
      bytesRead: 4 * (sizeOf(dy.shape) + sizeOf(order.shape) + sizeOf(starts.shape)),
      bytesTouched: 4 * (sizeOf(dy.shape) + sizeOf(order.shape) * packs + (2 * size) / finish.pack),
      launches: 1,
    }),
  };
}

/**
 * dweight [V, C] from dy [..., C] and `sort_by_id` of the ids (order [N], starts [V + 1]), then the program's operands.
 * Serves every gradient of a row look-up along the first axis.
 */
export const embeddingBackward: Operator<EmbeddingAttributes> = {
  name: "embedding_backward",
  acceptsProgram: true,
  infer: ([dy, , starts], { program = IDENTITY }) =>
    program.results.map(() => f32(sizeOf(starts.shape) - 1, channelsOf(dy))),
  reference([dy, order, starts, ...operands], { scale, program = IDENTITY }, [spec]) {
    const dweight = embeddingBackwardReference(dy, order, starts, channelsOf(spec), scale);
    return programReference(program, [dweight, ...operands], dweight.length);
  },
  lower: (application) => [lowerBackward(application)],
};
