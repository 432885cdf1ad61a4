import { layoutParameters } from "../../engine/plan/layout.ts";
import type { ParameterLayout } from "../../engine/plan/layout.ts";
import type { Graph } from "../../engine/graph/graph.ts";
import { accumulateGradients } from "../../kernels-wgsl/accumulate_gradients/kernel.ts";
import { globalNorm } from "../../kernels-wgsl/global_norm/kernel.ts";
import { f32 } from "../../kernels-wgsl/index.ts";
import { adam } from "./adam.ts";
import { adamw } from "./adamw.ts";
import { lion } from "./lion.ts";
import { muon } from "./muon.ts";
import { sgd } from "./sgd.ts";
import type { OptimizerSettings } from "./settings.ts";
import type { OptimizerKind, OptimizerWiring, UpdateOperands } from "./wiring.ts";

/** Added to the norm when a gradient is scaled down (as in the golden cases). */
const CLIP_EPSILON = 1e-6;

const WIRINGS: { readonly [K in OptimizerKind]: OptimizerWiring<K> } = { adam, adamw, lion, muon, sgd };

function wiringOf(settings: OptimizerSettings): OptimizerWiring<OptimizerKind> {
  // The key and the settings' own kind agree, which the compiler cannot follow through the index.
  return WIRINGS[settings.kind] as unknown as OptimizerWiring<OptimizerKind>;
}

/** Names of the arenas that, with the parameters, make up a run's state. */
export function stateArenasOf(settings: OptimizerSettings): readonly string[] {
  return wiringOf(settings).stateArenas;
}

/** `1 / (1 - beta^t)` of both moments at step t, counted from 1. */
export function biasCorrections(settings: OptimizerSettings, t: number): readonly [number, number] {
  const decay = wiringOf(settings).momentDecay(settings);
  return decay === null ? [1, 1] : [1 / (1 - decay[0] ** t), 1 / (1 - decay[1] ** t)];
}

function groupTable(layout: ParameterLayout, weightDecay: number): Float64Array {
  return Float64Array.from(
    layout.groups.flatMap(({ decay, learningRateScale, isTrainable }) => [
      decay ? weightDecay : 0,
      isTrainable ? learningRateScale : 0,
      0,
      0,
    ]),
  );
}

/** Appends clipping and update to a differentiated graph, as its optimizer phase. Outputs `gradient norm` [norm, scale]. */
export function appendOptimizer(graph: Graph, settings: OptimizerSettings, microSteps: number): void {
  const layout = layoutParameters(graph);
  const whole = f32(layout.floats);
  const fresh = graph.arena("gradients", whole);
  const sum = microSteps === 1 ? fresh : graph.arena("accumulated gradients", whole);
  if (microSteps > 1) {
    graph.inPhase("backward", "accumulate", () => graph.apply(accumulateGradients, [sum, fresh], {}));
  }
  graph.inPhase("optimizer", "update", () => {
    const [clip] = graph.apply(globalNorm, [sum], { maxNorm: settings.clipNorm, epsilon: CLIP_EPSILON });
    const blocks = { shape: [layout.groupOfBlock.length], dtype: "u32" } as const;
    const operands: UpdateOperands = {
      parameters: graph.arena("parameters", whole),
      gradients: sum,
      groupOfBlock: graph.constant("optimizer group of block", blocks, () => Float64Array.from(layout.groupOfBlock)),
      groups: graph.constant("optimizer groups", f32(4 * layout.groups.length), () =>
        groupTable(layout, settings.weightDecay),
      ),
      clip,
      state: (name) => graph.arena(name, whole),
    };
    wiringOf(settings).append(graph, operands, settings);
    graph.output("gradient norm", clip);
  });
}
