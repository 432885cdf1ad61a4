import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { slice } from "../../../kernels-wgsl/slice/kernel.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { matrixPart } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";

export const build: BlockBuild<"position-embedding"> = (context) => {
  const { graph, knobs } = context;
  const [x] = context.inputs;
  const [positions, width] = x.shape.slice(-2);
  const table = positionTable(context);
  const range = { start: [0, 0], stop: [positions, width], step: [1, 1] };
  const rows = positions === knobs.length ? table : graph.apply(slice, [table], range)[0];
  return [map(graph, "add", [x, rows]) as GraphTensor];
};

/** The slowest wave turns once in about 6 times this many places. */
const SLOWEST = 10_000;

/** Sines at even channels, cosines at odd ones, of places times falling frequencies, [length, C]. */
function sinusoid(length: number, width: number): Float64Array {
  return Float64Array.from({ length: length * width }, (_, at) => {
    const [place, channel] = [Math.floor(at / width), at % width];
    const angle = place * SLOWEST ** ((-2 * Math.floor(channel / 2)) / width);
    return channel % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}

/** One vector for each place, [length, C]. */
export function positionTable(context: BuildContext<KnobsOf<"position-embedding">>): GraphTensor {
  const { graph, knobs, inputs, parameter } = context;
  const width = inputs[0].shape[inputs[0].shape.length - 1];
  if (knobs.form === "sinusoid") {
    const spec = { shape: [knobs.length, width], dtype: "f32" } as const;
    return graph.constant(`sinusoid [${spec.shape.join(", ")}]`, spec, () => sinusoid(knobs.length, width));
  }
  return parameter({ parts: [matrixPart("weight", knobs.length, width, knobs.std)], role: "embedding" });
}
