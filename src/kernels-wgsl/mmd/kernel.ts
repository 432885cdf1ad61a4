import { NO_COST } from "../../lib/counters.ts";
import { Failure } from "../../lib/failure.ts";
import { foldWorkgroups } from "../_kernel/dispatch.ts";
import { expand } from "../_kernel/expander.ts";
import { f32, read, sizeOf, write, type Launch, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import backwardText from "./backward.wgsl?raw";
import distancesText from "./distances.wgsl?raw";
import { bandwidthReference, mmdBackwardReference, mmdReference, SCALES } from "./reference.ts";
import rowsText from "./rows.wgsl?raw";
import totalText from "./total.wgsl?raw";

function extentsOf({ shape }: TensorSpec): { readonly n: number; readonly width: number } {
  const [n, width] = shape;
  if (shape.length !== 2 || n % 2 !== 0 || n === 0) {
    throw new Failure(
      `mmd compares the first half of points [2 B, K] with the second, but was given [${shape.join(", ")}].`,
    );
  }
  return { n, width };
}

const SCALES_TEXT = SCALES.map((scale) => scale.toFixed(2)).join(", ");
const SNIPPETS = {
  KERNELS: `const SCALES = array<f32, ${SCALES.length}>(${SCALES_TEXT});\nconst KERNELS = ${SCALES.length}u;`,
};

/** A sum of `rows` [n], times a factor, at least `least`. */
function totalLaunch(rows: Launch["bindings"][0], y: Launch["bindings"][0], factor: number, least: number): Launch {
  const n = sizeOf(rows.tensor.shape);
  return {
    label: "mmd_total",
    source: expand(totalText),
    params: { n, factor, least },
    bindings: [rows, y],
    workgroups: [1, 1, 1],
    counters: {
      ...NO_COST,
      multiplies: 1,
      adds: n,
      bytesRead: 4 * n,
      bytesWritten: 4,
      bytesTouched: 4 * (n + 1),
      launches: 1,
    },
  };
}

const LOWEST = -3.4e38;

const mmdBackward: Operator = {
  name: "mmd_backward",
  infer: ([z]) => [z],
  reference: ([z, bandwidth, dy], _attributes, [spec]) => [
    mmdBackwardReference({ z, ...extentsOf(spec) }, bandwidth[0], dy[0]),
  ],
  lower({ inputs: [z, bandwidth, dy], outputs: [dz] }) {
    const { n, width } = extentsOf(z);
    const kernels = SCALES.length;
    return [
      {
        label: "mmd_backward",
        source: expand(backwardText, { snippets: SNIPPETS }),
        params: { n, width, size: n * width },
        bindings: [read(z), read(bandwidth), read(dy), write(dz)],
        workgroups: foldWorkgroups(n * width, 64),
        counters: {
          ...NO_COST,
          multiplies: n * n * width * (width + 3 * kernels + 2),
          adds: n * n * width * (2 * width + kernels + 2),
          specials: 2 * n * n * width * kernels,
          bytesRead: 4 * (n * width + 2),
          bytesWritten: 4 * n * width,
          bytesTouched: 4 * n * width * (2 * n * width + n + 3),
          launches: 1,
        },
      },
    ];
  },
};

/**
 * Maximum mean discrepancy of two samples, squared, with five Gaussian kernels around the mean distance: z [2 B, K], the first B rows of
 * one sample; outputs y [1] and the bandwidth [1], through which no gradient flows.
 */
export const mmd: Operator = {
  name: "mmd",
  infer([z]) {
    extentsOf(z);
    return [f32(1), f32(1)];
  },
  reference([z], _attributes, [spec]) {
    const points = { z, ...extentsOf(spec) };
    const bandwidth = bandwidthReference(points);
    return [Float64Array.of(mmdReference(points, bandwidth)), Float64Array.of(bandwidth)];
  },
  gradient(tape, { inputs: [z], outputs: [, bandwidth] }, [dy], [isWanted]) {
    if (dy === null || !isWanted) return [null];
    return tape.apply(mmdBackward, [z, bandwidth, dy], {});
  },
  scratch([z]) {
    const { n } = extentsOf(z);
    return [f32(n), f32(n)];
  },
  lower({ inputs: [z], outputs: [y, bandwidth] }, [distances, parts]) {
    const { n, width } = extentsOf(z);
    const kernels = SCALES.length;
    const pairs = { multiplies: n * n * width, adds: n * n * (2 * width + 1), bytesTouched: 8 * n * n * width + 4 * n };
    const rows = (label: string, text: string, bindings: Launch["bindings"], more: Partial<Launch["counters"]>) => ({
      label,
      source: expand(text, { snippets: SNIPPETS }),
      params: { n, width },
      bindings,
      workgroups: foldWorkgroups(n, 64),
      counters: {
        ...NO_COST,
        ...pairs,
        bytesRead: 4 * n * width,
        bytesWritten: 4 * n,
        launches: 1,
        ...more,
      },
    });
    return [
      rows("mmd_distances", distancesText, [read(z), write(distances)], {}),
      totalLaunch(read(distances), write(bandwidth), 1 / (n * n - n), 1e-12),
      rows("mmd_rows", rowsText, [read(z), read(bandwidth), write(parts)], {
        multiplies: pairs.multiplies + n * n * (kernels + 1),
        adds: pairs.adds + n * n * kernels,
        specials: 2 * n * n * kernels,
      }),
      totalLaunch(read(parts), write(y), 4 / (n * n), LOWEST),
    ];
  },
};

export { mmdBackward };
