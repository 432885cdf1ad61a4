import type { BlockBuild } from "../../build/block-build.ts";
import { poolQuarters } from "../quarters.ts";

export const build: BlockBuild<"pool-quarters"> = ({ graph, knobs, inputs: [x] }) => [
  poolQuarters(graph, x, knobs.form),
];
