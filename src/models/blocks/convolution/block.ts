import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { integerKnob, toggleKnob } from "../../document/knobs.ts";
import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { mapRead, type MapShape } from "../map-shape.ts";
import { WINDOW_KNOBS } from "./window-knobs.ts";

interface WindowKnobs {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number | null;
}

export const convolution = defineBlock({
  kind: "convolution",
  version: 1,
  title: "Convolution",
  role: "conv",
  glyph: "token-mixer",
  summary: "Moves learned filters over a map; with a stride above 1 the map gets smaller.",
  knobs: z.strictObject({
    width: integerKnob({
      title: "Width",
      help: "Channels of the map that it makes.",
      minimum: 1,
      maximum: 16_384,
      default: 64,
    }),
    kernel: integerKnob({
      title: "Filter side",
      help: "Positions of a filter's side.",
      minimum: 1,
      maximum: 31,
      default: 3,
    }),
    ...WINDOW_KNOBS,
    bias: toggleKnob({ title: "Bias", help: "A learned offset for each channel.", default: true }),
  }),
  shown: ["width", "kernel"],
  reads: [{ name: "x", help: "A map." }],
  writes: [{ name: "y", help: "A map of the given width." }],
  citations: [
    { text: "LeCun et al. 1989, Backpropagation Applied to Handwritten Zip Code Recognition" },
    {
      text: "He et al. 2015, Delving Deep into Rectifiers (initial weights)",
      address: "https://arxiv.org/abs/1502.01852",
    },
  ],
  shapes({ knobs, inputs }) {
    const input = mapRead(inputs);
    for (const [name, channels] of [
      ["width read", input.width],
      ["width", knobs.width],
    ] as const) {
      if (channels % knobs.groups === 0) continue;
      const legal = nearestDivisors(channels, knobs.groups);
      throw new Refusal(
        `${knobs.groups} groups do not divide the ${name} ${channels}; the nearest legal values are ${listText(legal)}.`,
        "groups",
        legal[0],
      );
    }
    return [features(windowsOn(input, knobs), knobs.width)];
  },
});

/** Zeros on either side. */
export const paddingOf = ({ kernel, padding }: WindowKnobs): number =>
  padding ?? (kernel % 2 === 1 ? (kernel - 1) / 2 : 0);

/** Rows and columns of windows on a map; refuses where none fits. */
export function windowsOn({ height, columns }: MapShape, knobs: WindowKnobs): readonly [number, number] {
  const along = (extent: number): number =>
    Math.floor((extent + 2 * paddingOf(knobs) - knobs.kernel) / knobs.stride) + 1;
  const windows = [along(height), along(columns)] as const;
  if (windows.some((count) => count < 1)) {
    const nearest = Math.min(height, columns) + 2 * paddingOf(knobs);
    throw new Refusal(
      `a filter of ${knobs.kernel} x ${knobs.kernel} does not fit a map of ${height} x ${columns}; it may be ${nearest} wide.`,
      "kernel",
      nearest,
    );
  }
  return windows;
}
