import type { Graph, GraphTensor } from "../../engine/graph/graph.ts";
import { layoutParameters, type ParameterLayout } from "../../engine/plan/layout.ts";
import { accumulateGradients } from "../../kernels-wgsl/accumulate_gradients/kernel.ts";
import { globalNorm } from "../../kernels-wgsl/global_norm/kernel.ts";
import { f32, u32 } from "../../kernels-wgsl/index.ts";
import { adam } from "./adam.ts";
import { adamw } from "./adamw.ts";
import { lion } from "./lion.ts";
import { muon } from "./muon.ts";
import { parameterGroups } from "./parameter-groups.ts";
import type { OptimizerSettings } from "./settings.ts";
import { sgd } from "./sgd.ts";
import type { OptimizerKind, OptimizerWiring } from "./wiring.ts";

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

/**
 * Lets every gradient be a passing activation that is added to its place in the arena as soon as it is made, so that
 * micro-batches take no second arena.
 */
function accumulate(graph: Graph, layout: ParameterLayout, arena: GraphTensor): void {
  layout.parameters.forEach(({ offset }, index) => {
    const { id } = graph.parameters[index].tensor;
    const gradient = graph.gradients.get(id);
    if (gradient === undefined) return;
    const maker = graph.nodes.findIndex((node) => node.outputs.some((output) => output.id === gradient.root.id));
    graph.inPhase("backward", "accumulate", () => graph.apply(accumulateGradients, [arena, gradient], { offset }));
    graph.nodes.splice(maker + 1, 0, graph.nodes.pop()!);
    graph.gradients.delete(id);
  });
}

/** Appends clipping and update to a differentiated graph, as its optimizer phase. Outputs `gradient norm` [norm, scale]. */
export function appendOptimizer(graph: Graph, settings: OptimizerSettings, microSteps: number): void {
  const layout = layoutParameters(graph);
  const whole = f32(layout.floats);
  const gradients = graph.arena("gradients", whole);
  if (microSteps > 1) accumulate(graph, layout, gradients);
  graph.inPhase("optimizer", "update", () => {
    const wiring = wiringOf(settings);
    const { groupOfBlock, table } = parameterGroups(layout, settings.weightDecay, wiring.isMatrix ?? (() => false));
    const [clip] = graph.apply(globalNorm, [gradients], { maxNorm: settings.clipNorm, epsilon: CLIP_EPSILON });
    const operands = {
      parameters: graph.arena("parameters", whole),
      gradients,
      groupOfBlock: graph.constant("parameter groups of blocks", u32(groupOfBlock.length), () =>
        Float64Array.from(groupOfBlock),
      ),
      groups: graph.constant("parameter groups", f32(table.length), () => table),
      clip,
      layout,
      state: (name: string) => graph.arena(name, whole),
    };
    wiring.append(graph, operands, settings);
    graph.output("gradient norm", clip);
  });
}
