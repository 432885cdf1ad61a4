import type { BlockStep } from "../../decode/step-context.ts";
import { rememberedStep } from "../legendre-memory/step.ts";

/** One step: m = A m + B x for each channel. */
export const step: BlockStep<"legendre-filter"> = (context) => {
  const [x] = context.inputs;
  return [rememberedStep(context, x, context.knobs)];
};
