import type { GraphTensor } from "../../../engine/graph/graph.ts";
import { reorder } from "../../../kernels-wgsl/index_select/kernel.ts";
import { u32 } from "../../../kernels-wgsl/index.ts";
import { randomOrder } from "../../../kernels-wgsl/random_order/kernel.ts";
import { randomOrderReference } from "../../../kernels-wgsl/random_order/reference.ts";
import { attendPacked, type Attend } from "../../build/attend.ts";
import type { BlockBuild, BuildContext } from "../../build/block-build.ts";
import { attention } from "../attention/block.ts";
import { attentionBlock } from "../attention/build.ts";
import type { KnobsOf } from "../index.ts";

type Context = BuildContext<KnobsOf<"sliced-attention">>;

/** A permutation of the tokens and its inverse. */
type Order = readonly [order: GraphTensor, inverse: GraphTensor];

export const build: BlockBuild<"sliced-attention"> = (context) => {
  const { graph, knobs, inputs } = context;
  const { heads, groups, shuffle } = knobs;
  const order = shuffle && groups > 1 ? orderOf(context) : null;
  const placed = (x: GraphTensor, by: Order | null): GraphTensor =>
    by === null ? x : graph.apply(reorder, [x, ...by], { axis: 1 })[0];
  const inGroups: Pick<Attend, "packed"> = {
    packed(rows, settings) {
      const [batch, tokens, columns] = rows.shape;
      const sliced = graph.reshape(rows, [batch * groups, tokens / groups, columns]);
      const gathered = attendPacked(graph, sliced, settings);
      const whole = graph.reshape(gathered, [batch, tokens, gathered.shape[2]]);
      // Tokens go back to their places before the output projection.
      return placed(whole, order === null ? null : [order[1], order[0]]);
    },
  };
  const own = attention.knobs.parse({ heads, position: "none", causal: false, bias: true });
  // Projections act on each token alone: dealing what they read is a third of dealing queries, keys and values.
  return [attentionBlock({ ...context, knobs: own, inputs: [placed(inputs[0], order)] }, inGroups)];
};

/** Drawn anew in every step of training; evaluated, a fixed order of the layer. */
function orderOf({ graph, inputs, isTraining, site }: Context): Order {
  const [, size] = inputs[0].shape;
  if (isTraining) {
    const [order, inverse] = graph.apply(randomOrder, [], { size, site });
    return [order, inverse];
  }
  const fixed = (which: "order" | "inverse"): GraphTensor =>
    graph.constant(`${which} of ${size} at ${site}`, u32(size), () => {
      return randomOrderReference(size, site, EVALUATION)[which];
    });
  return [fixed("order"), fixed("inverse")];
}

const EVALUATION = { seed: 0, index: 0, micro: 0, microSteps: 1 } as const;
