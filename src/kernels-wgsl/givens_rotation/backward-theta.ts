import { NO_COST } from "../../lib/counters.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import { passScratch, reduceLaunches } from "../reduce/launches.ts";
import { reducePasses, type ReducePass } from "../reduce/passes.ts";
import text from "./backward-theta.wgsl?raw";
import { givensThetaGradientReference } from "./reference.ts";

export interface GivensThetaAttributes {
  readonly phases: number;
}

/** Rows that one thread sums. */
const CHUNK_ROWS = 64;

interface ThetaSums {
  readonly rows: number;
  readonly channels: number;
  readonly parts: number;
  readonly passes: readonly ReducePass[];
}

function sumsOf(y: TensorSpec, phases: number): ThetaSums {
  const channels = y.shape[y.shape.length - 1];
  const rows = sizeOf(y.shape) / channels;
  const parts = Math.ceil(rows / CHUNK_ROWS);
  return { rows, channels, parts, passes: reducePasses([parts * phases, channels / (2 * phases)], [0]) };
}

/** dtheta from dy and the rotation's output y: sums over chunks of rows, then over chunks and phases. */
export const givensThetaBackward: Operator<GivensThetaAttributes> = {
  name: "givens_rotation_backward_theta",
  infer: ([, y], { phases }) => [f32(y.shape[y.shape.length - 1] / (2 * phases))],
  reference([dy, y], { phases }, [, spec]) {
    return [givensThetaGradientReference(dy, y, spec.shape[spec.shape.length - 1], phases)];
  },
  scratch([, y], { phases }) {
    const { parts, channels, passes } = sumsOf(y, phases);
    return [f32((parts * channels) / 2), ...passScratch(passes)];
  },
  lower({ inputs: [dy, y], outputs: [dtheta], attributes: { phases } }, [partial, ...scratch], traits) {
    const { rows, channels, parts, passes } = sumsOf(y, phases);
    const isDouble = channels % 4 === 0;
    const width = isDouble ? 4 : 2;
    const elements = rows * channels;
    const partials = (parts * channels) / 2;
    return [
      {
        label: "givens_rotation_backward_theta",
        source: expand(text, { constants: { IS_DOUBLE: isDouble } }),
        params: { size: (parts * channels) / width, rows, row_size: channels / width, chunk: CHUNK_ROWS },
        bindings: [read(dy), read(y), write(partial)],
        workgroups: foldWorkgroups((parts * channels) / width, 64),
        counters: {
          ...NO_COST,
          multiplies: elements,
          adds: elements,
          bytesRead: 8 * elements,
          bytesWritten: 4 * partials,
          bytesTouched: 8 * elements + 4 * partials,
          launches: 1,
        },
      },
      ...reduceLaunches(passes, { x: partial, y: dtheta, scratch }, { isMax: false, scale: 1 }, traits),
    ];
  },
};
