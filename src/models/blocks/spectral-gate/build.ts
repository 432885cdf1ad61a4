import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { concat } from "../../../kernels-wgsl/concat/kernel.ts";
import { applySpectralGate } from "../../../kernels-wgsl/spectral_gate/kernel.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import type { KnobsOf } from "../index.ts";
import { asMap } from "../map-shape.ts";

export const build: BlockBuild<"spectral-gate"> = (context) => {
  const { graph, inputs, shapes } = context;
  const x = asMap(graph, inputs[0], shapes);
  const y = applySpectralGate(graph, x, filterOf(context, x)) as GraphTensor;
  return [graph.reshape(y, inputs[0].shape)];
};

/** The filter [H, floor(W/2)+1, 2, C]; as in the paper's code it does not decay. */
function filterOf({ graph, knobs, parameter }: BuildContext<KnobsOf<"spectral-gate">>, x: GraphTensor): GraphTensor {
  const [, height, columns, channels] = x.shape;
  const half = Math.floor(columns / 2) + 1;
  const initialiser = { kind: "normal", standardDeviation: knobs.std } as const;
  const planes = knobs.gate === "complex" ? 2 : 1;
  const shape = [height, half, planes, channels];
  const filter = parameter({ parts: [{ name: "filter", shape, initialiser }], role: "vector" });
  if (knobs.gate === "complex") return filter;
  const zeros = graph.constant(
    `no imaginary part [${shape.join(", ")}]`,
    { shape, dtype: "f32" },
    () => new Float64Array(height * half * channels),
  );
  return graph.apply(concat, [filter, zeros], { axis: 2 })[0];
}
