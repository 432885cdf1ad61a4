import type { Graph, GraphTensor } from "../../../engine/graph/graph.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { f32 } from "../../../kernels-wgsl/index.ts";
import { matmul } from "../../../kernels-wgsl/matmul/kernel.ts";
import { permute } from "../../../kernels-wgsl/permute/kernel.ts";
import { epochPermutation } from "../../../lib/random-permutation.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import type { KnobsOf } from "../index.ts";
import { asSeries, projected } from "../series-projections.ts";

const MODE_SEED = 2_201_127;

/** Frequencies kept, rising, of a series of so many steps: the same in every block and run. */
export function modesKept(steps: number, modes: number): readonly number[] {
  const half = Math.floor(steps / 2) + 1;
  return [...epochPermutation(MODE_SEED, 0, half)].slice(0, Math.min(modes, half)).sort((a, b) => a - b);
}

/** Rows of the transform at these frequencies, cosines before minus sines, [2 m, L]. */
function transform(graph: Graph, steps: number, kept: readonly number[]): GraphTensor {
  return graph.constant(`transform of ${steps} at ${kept.join(" ")}`, f32(2 * kept.length, steps), () =>
    Float64Array.from({ length: 2 * kept.length * steps }, (_, at) => {
      const [t, row] = [at % steps, Math.floor(at / steps)];
      const angle = (2 * Math.PI * ((kept[row % kept.length] * t) % steps)) / steps;
      return row < kept.length ? Math.cos(angle) : -Math.sin(angle);
    }),
  );
}

/** Back to steps, [L, 2 m]: all frequencies but the first and an even length's last stand for two. */
function inverse(graph: Graph, steps: number, kept: readonly number[]): GraphTensor {
  const columns = 2 * kept.length;
  return graph.constant(`inverse transform of ${steps} at ${kept.join(" ")}`, f32(steps, columns), () =>
    Float64Array.from({ length: columns * steps }, (_, at) => {
      const [column, t] = [at % columns, Math.floor(at / columns)];
      const frequency = kept[column % kept.length];
      const angle = (2 * Math.PI * ((frequency * t) % steps)) / steps;
      const weight = (frequency === 0 || 2 * frequency === steps ? 1 : 2) / steps;
      return weight * (column < kept.length ? Math.cos(angle) : -Math.sin(angle));
    }),
  );
}

/** A complex matrix for each frequency and head as a real one: [m H, 2 d, 2 d] of [[Re, Im], [-Im, Re]]. */
function complexMatrices({ graph, parameter }: BuildContext<unknown>, count: number, headWidth: number): GraphTensor {
  const initialiser = { kind: "normal", standardDeviation: Math.sqrt(0.5 / headWidth) } as const;
  const [re, im] = ["real", "imaginary"].map((name) =>
    parameter({ parts: [{ name, shape: [count, headWidth, headWidth], initialiser }], role: "vector" }),
  );
  const [above] = graph.apply(concat, [re, im], { axis: 2 });
  const [below] = graph.apply(concat, [map(graph, "negate", [im]), re], { axis: 2 });
  return graph.apply(concat, [above, below], { axis: 1 })[0];
}

export const build: BlockBuild<"frequency-block"> = (context: BuildContext<KnobsOf<"frequency-block">>) => {
  const { graph, knobs, inputs } = context;
  const x = asSeries(context);
  const [batch, steps, width] = x.shape;
  const [heads, headWidth] = [knobs.heads, width / knobs.heads];
  const kept = modesKept(steps, knobs.modes);
  const modes = kept.length;
  const product = (a: GraphTensor, b: GraphTensor): GraphTensor =>
    graph.apply(matmul, [a, b], { transposeA: false, transposeB: false })[0];
  const spectrum = product(transform(graph, steps, kept), projected(context, x, "q"));
  // A product for each frequency and head, over the windows: [B, 2, m, H, d] to [m H, B, 2 d] and back.
  const apart = graph.reshape(spectrum, [batch, 2, modes, heads, headWidth]);
  const byMode = graph.apply(permute, [apart], { permutation: [2, 3, 0, 1, 4] })[0];
  const rows = graph.reshape(byMode, [modes * heads, batch, 2 * headWidth]);
  const mixed = product(rows, complexMatrices(context, modes * heads, headWidth));
  const named = graph.reshape(mixed, [modes, heads, batch, 2, headWidth]);
  const together = graph.apply(permute, [named], { permutation: [2, 3, 0, 1, 4] })[0];
  const series = product(inverse(graph, steps, kept), graph.reshape(together, [batch, 2 * modes, width]));
  return [graph.reshape(projected(context, series, "o"), inputs[0].shape)];
};
