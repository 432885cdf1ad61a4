import type { RequestedPart } from "../../build/block-build.ts";

interface HashShape {
  readonly heads: number;
  readonly width: number;
  readonly bits: number;
  readonly anchors: number;
}

/** Kernel of a token as far from an anchor as from all on average: what a random hash takes for the mean. */
const MEAN_KERNEL = Math.exp(-0.5);

/** A random hash: normal directions, the kernel's typical value, anchors drawn around the sphere of unit vectors. */
export function hashParts({ heads, width, bits, anchors }: HashShape): [RequestedPart, RequestedPart, RequestedPart] {
  return [
    {
      name: "directions",
      shape: [heads * bits, anchors],
      initialiser: { kind: "normal", standardDeviation: 1 },
    },
    { name: "means", shape: [heads, anchors], initialiser: { kind: "constant", value: MEAN_KERNEL } },
    {
      name: "anchors",
      shape: [heads * width, anchors],
      initialiser: { kind: "normal", standardDeviation: 1 / Math.sqrt(width) },
    },
  ];
}
