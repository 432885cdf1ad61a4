import { combinerStateShapes, combinerStep } from "../../../kernels-wgsl/combiner_step/kernel.ts";
import { turnedAtPosition } from "../../decode/cached-attend.ts";
import type { BlockStep } from "../../decode/step-context.ts";
import { axialStep } from "./axial-step.ts";
import { combinerBlock } from "./build.ts";

/** One token: raw rows of its segment and a summary of each region before it hold all that it can see. */
export const step: BlockStep<"combiner-attention"> = (context) => {
  const { graph, knobs, position, capacity, state } = context;
  return [
    combinerBlock(context, {
      turn: (packed, heads, layout) =>
        turnedAtPosition(context, packed, heads, { ...layout, ropeBase: knobs.ropeBase }),
      gather(qkv, given) {
        const attributes = { ...given, capacity };
        const names = ["keys_values", "queries", "summaries"];
        const states = combinerStateShapes(attributes).map((shape, at) => state(names[at], shape));
        return graph.apply(combinerStep(attributes), [qkv, position, ...states], attributes)[0];
      },
      axial: (qkv, given) => axialStep(context, qkv, given),
    }),
  ];
};
