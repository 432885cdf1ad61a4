import type { BlockBuild } from "../../build/block-build.ts";

export const build: BlockBuild<"token-map"> = ({ graph, knobs, inputs: [x] }) => {
  const [batch, places, width] = x.shape;
  const rows = knobs.rows ?? Math.round(Math.sqrt(places));
  return [graph.reshape(x, [batch, rows, places / rows, width])];
};
