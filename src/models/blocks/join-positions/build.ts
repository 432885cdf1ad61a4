import type { BlockBuild } from "../../build/block-build.ts";

export const build: BlockBuild<"join-positions"> = ({ graph, inputs: [x] }) => {
  const [positions, width] = x.shape.slice(-2);
  return [graph.reshape(x, [...x.shape.slice(0, -2), positions * width])];
};
