import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { map } from "../../../kernels-wgsl/elementwise/kernel.ts";
import { layernorm } from "../../../kernels-wgsl/layernorm/kernel.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { dropped, linear, matrixPart, outputStd, vectorPart } from "../../build/layers.ts";
import type { KnobsOf } from "../index.ts";

const ROWS = { geglu: "gelu_erf", swiglu: "silu", reglu: "relu", sigmoid: "sigmoid" } as const;
const EPSILON = 1e-5;

export const build: BlockBuild<"gated-unit"> = (context) => {
  const { graph, knobs, parameter, inputs, residualCount } = context;
  const [x] = inputs;
  const width = x.shape[x.shape.length - 1];
  const { hidden, gate } = knobs;
  const projected = (half: "gate" | "value"): GraphTensor => {
    const weight = parameter({ parts: [matrixPart(`w_${half}`, hidden, width)], role: "matrix" });
    const bias = parameter({ parts: [vectorPart(`b_${half}`, hidden, 0)], role: "vector" });
    return linear(graph, x, weight, bias);
  };
  const opened = projected("gate");
  const value = projected("value");
  const curved = gate === "bilinear" ? opened : (map(graph, ROWS[gate], [opened]) as GraphTensor);
  const product = map(graph, "multiply", normed(context, [curved, value])) as GraphTensor;
  const down = parameter({ parts: [matrixPart("w_down", width, hidden, outputStd(residualCount))], role: "matrix" });
  const downBias = parameter({ parts: [vectorPart("b_down", width, 0)], role: "vector" });
  return [dropped(context, linear(graph, product, down, downBias), knobs.dropout)];
};

/** Both halves behind their layer norms. */
function normed(
  { graph, knobs, parameter }: BuildContext<KnobsOf<"gated-unit">>,
  halves: readonly [gate: GraphTensor, value: GraphTensor],
): readonly GraphTensor[] {
  if (knobs.innerNorm === "none") return halves;
  const scales = (prefix: string): readonly GraphTensor[] => [
    parameter({ parts: [vectorPart(`${prefix}gain`, knobs.hidden, 1)], role: "vector" }),
    parameter({ parts: [vectorPart(`${prefix}bias`, knobs.hidden, 0)], role: "vector" }),
  ];
  const ofGate = scales("");
  const ofValue = knobs.innerNorm === "shared" ? ofGate : scales("value_");
  return [ofGate, ofValue].map((own, i) => graph.apply(layernorm, [halves[i], ...own], { eps: EPSILON })[0]);
}
