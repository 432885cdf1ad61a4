import type { BlockBuild } from "../../build/block-build.ts";
import { dropped } from "../../build/layers.ts";

export const build: BlockBuild<"dropout"> = (context) => [dropped(context, context.inputs[0], context.knobs.rate)];
