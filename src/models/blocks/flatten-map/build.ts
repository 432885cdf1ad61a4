import type { BlockBuild } from "../../build/block-build.ts";

export const build: BlockBuild<"flatten-map"> = ({ graph, inputs: [x] }) => {
  const [batch, height, columns, width] = x.shape;
  return [x.shape.length === 4 ? graph.reshape(x, [batch, height * columns, width]) : x];
};
