import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob } from "../../document/knobs.ts";
import { Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { mapRead } from "../map-shape.ts";

export const maskUnits = defineBlock({
  kind: "mask-units",
  version: 1,
  title: "Map as units",
  role: "units",
  glyph: "topology",
  summary:
    "Deals a map into square windows whose tokens lie so that pooling 2 x 2 is taking the largest of four quarters.",
  knobs: z.strictObject({
    side: integerKnob({
      title: "Unit size",
      help: "Side of the window whose tokens attend together, a power of two; each query pooling halves it.",
      minimum: 1,
      maximum: 64,
      default: 4,
    }),
  }),
  shown: ["side"],
  reads: [{ name: "x", help: "A map." }],
  writes: [{ name: "y", help: "The tokens of each unit." }],
  citations: [
    { text: "Ryali et al. 2023, Hiera", address: "https://arxiv.org/abs/2306.00989" },
    { text: "Wong et al. 2023, TurboViT", address: "https://arxiv.org/abs/2308.11421" },
  ],
  shapes({ knobs, inputs }) {
    const { height, columns, width } = mapRead(inputs);
    const { side } = knobs;
    const fits = (own: number): boolean => height % own === 0 && columns % own === 0;
    if (!Number.isInteger(Math.log2(side)) || !fits(side)) {
      const legal = [64, 32, 16, 8, 4, 2, 1].find((own) => own <= side && fits(own)) ?? 1;
      throw new Refusal(
        `units of side ${side} do not tile a map of ${height} x ${columns}, or cannot be halved down to one; use ${legal}.`,
        "side",
        legal,
      );
    }
    return [features([(height * columns) / side ** 2, side ** 2], width)];
  },
});
