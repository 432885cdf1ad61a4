import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Launch, type Operator, type Tensor } from "../_kernel/operator.ts";
import { givensThetaBackward } from "./backward-theta.ts";
import forward from "./forward.wgsl?raw";
import { givensReference, givensTableReference } from "./reference.ts";
import table from "./table.wgsl?raw";

export interface GivensAttributes {
  /** Equal blocks that the channels are cut into; the angles are shared by all of them. */
  readonly phases: number;
  /** Block i is turned 2 pi i / phases further than block 0. */
  readonly hasOffset: boolean;
}

/**
 * Turns channel pairs (2k, 2k + 1) of every phase by theta_k, plus the phase's own offset: x [..., D], theta [D / (2 phases)].
 * Outputs: y and the table [D] of cosines and sines, which the backward pass reads.
 */
export const givensRotation: Operator<GivensAttributes> = {
  name: "givens_rotation",
  infer([x, theta], { phases }) {
    const channels = x.shape[x.shape.length - 1];
    if (phases < 1 || channels % (2 * phases) !== 0) {
      throw new Failure(
        `givens_rotation: ${channels} channels cannot be cut into ${phases} phases of whole pairs; the width must be a multiple of ${2 * phases}.`,
      );
    }
    if (sizeOf(theta.shape) !== channels / (2 * phases)) {
      throw new Failure(
        `givens_rotation: ${channels} channels in ${phases} phases have ${channels / (2 * phases)} angles, not ${sizeOf(theta.shape)}.`,
      );
    }
    return [x, f32(channels)];
  },
  reference([x, theta], { phases, hasOffset }, [spec]) {
    const entries = givensTableReference(theta, { channels: spec.shape[spec.shape.length - 1], phases, hasOffset });
    return [givensReference(x, entries, false), entries];
  },
  gradient(tape, { inputs: [, theta], outputs: [y, entries], attributes: { phases } }, [dy], wants) {
    if (dy === null) return [null, null];
    const dx = wants[0] ? tape.apply(givensBackward, [dy, entries], {})[0] : null;
    if (!wants[1]) return [dx, null];
    const [dtheta] = tape.apply(givensThetaBackward, [dy, y], { phases });
    return [dx, tape.reshape(dtheta, theta.shape)];
  },
  lower({ inputs: [x, theta], outputs: [y, entries], attributes }) {
    return [tableLaunch(theta, entries, attributes), rotationLaunch(x, entries, y, 1)];
  },
};

/** dx: the incoming gradient turned back by the same angles. */
export const givensBackward: Operator = {
  name: "givens_rotation_backward",
  infer: ([dy]) => [dy],
  reference: ([dy, entries]) => [givensReference(dy, entries, true)],
  lower: ({ inputs: [dy, entries], outputs: [dx] }) => [rotationLaunch(dy, entries, dx, -1)],
};

function tableLaunch(theta: Tensor, entries: Tensor, { phases, hasOffset }: GivensAttributes): Launch {
  const pairs = sizeOf(entries.shape) / 2;
  return {
    label: "givens_rotation_table",
    source: expand(table),
    params: { pairs, phase_pairs: pairs / phases, offset: hasOffset ? (2 * Math.PI) / phases : 0 },
    bindings: [read(theta), write(entries)],
    workgroups: [Math.ceil(pairs / 64), 1, 1],
    counters: {
      ...NO_COST,
      multiplies: 15 * pairs,
      adds: 12 * pairs,
      bytesRead: (4 * pairs) / phases,
      bytesWritten: 8 * pairs,
      bytesTouched: 12 * pairs,
      launches: 1,
    },
  };
}

function rotationLaunch(x: Tensor, entries: Tensor, y: Tensor, direction: 1 | -1): Launch {
  const channels = sizeOf(entries.shape);
  const isDouble = channels % 4 === 0;
  const width = isDouble ? 4 : 2;
  const elements = sizeOf(x.shape);
  return {
    label: "givens_rotation",
    source: expand(forward, { constants: { IS_DOUBLE: isDouble } }),
    params: { size: elements / width, row_size: channels / width, direction },
    bindings: [read(x), read(entries), write(y)],
    workgroups: foldWorkgroups(elements / width, 64),
    counters: {
      ...NO_COST,
      multiplies: 2.5 * elements,
      adds: elements,
      bytesRead: 4 * (elements + channels),
      bytesWritten: 4 * elements,
      bytesTouched: 12 * elements,
      launches: 1,
    },
  };
}
