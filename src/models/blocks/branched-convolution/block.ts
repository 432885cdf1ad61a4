import { z } from "../../../lib/zod.ts";
import { defineBlock } from "../../document/definition.ts";
import { choiceKnob, integerKnob, optionalIntegerKnob, toggleKnob } from "../../document/knobs.ts";
import { listText, nearestDivisors, Refusal } from "../../document/problem.ts";
import { features } from "../../document/shape.ts";
import { windowsOn } from "../convolution/block.ts";
import { WINDOW_KNOBS } from "../convolution/window-knobs.ts";
import { mapRead } from "../map-shape.ts";
import { extraBranches } from "./extra-branches.ts";

export const branchedConvolution = defineBlock({
  kind: "branched-convolution",
  version: 1,
  title: "Branched convolution",
  role: "conv",
  glyph: "token-mixer",
  summary: "Parallel convolutions, each with its batch norm, added up; after training they merge exactly into one.",
  knobs: z.strictObject({
    width: optionalIntegerKnob({
      title: "Width",
      help: "Channels of the map that it makes.",
      minimum: 1,
      maximum: 16_384,
      nullMeans: "the width read",
    }),
    kernel: integerKnob({
      title: "Filter side",
      help: "Positions of the main filter's side.",
      minimum: 1,
      maximum: 31,
      default: 1,
    }),
    ...WINDOW_KNOBS,
    branches: choiceKnob({
      title: "Extra branches",
      help: "Beside the main one: 1 x 1 in four groups, dense 3 x 3, 3 x 3 of each channel. A 3 x 3 makes the merged filter 9 times as large.",
      choices: ["none", "grouped", "wide", "grouped+wide", "grouped+wide+depthwise"],
      default: "grouped",
    }),
    identity: toggleKnob({
      title: "Identity branch",
      help: "A branch that is a batch norm alone, where the map keeps its shape.",
      default: true,
    }),
    activation: choiceKnob({
      title: "Activation",
      help: "What each value goes through behind the sum.",
      choices: ["none", "relu"],
      default: "none",
    }),
    merged: toggleKnob({
      title: "Merged",
      help: "One convolution with an offset in place of the branches: the form that is deployed.",
      default: false,
    }),
  }),
  shown: ["width", "kernel"],
  reads: [{ name: "x", help: "A map." }],
  writes: [{ name: "y", help: "A map of the given width." }],
  citations: [
    { text: "Ding et al. 2021, RepVGG", address: "https://arxiv.org/abs/2101.03697" },
    { text: "Tan et al. 2023, FMViT (our reading)", address: "https://arxiv.org/abs/2311.05707" },
  ],
  shapes({ knobs, inputs }) {
    const input = mapRead(inputs);
    const width = knobs.width ?? input.width;
    for (const channels of [input.width, width]) {
      if (channels % knobs.groups === 0) continue;
      const legal = nearestDivisors(channels, knobs.groups);
      throw new Refusal(
        `${knobs.groups} groups do not divide ${channels} channels; the nearest legal values are ${listText(legal)}.`,
        "groups",
        legal[0],
      );
    }
    const windows = windowsOn(input, knobs);
    const extra = extraBranches(knobs.branches, input.width);
    const isPlain = knobs.groups === 1 && knobs.stride === 1 && knobs.kernel % 2 === 1 && knobs.padding === null;
    if (extra.length > 0 && !isPlain) {
      throw new Refusal(
        "extra branches stand beside a dense main one of odd side, stride 1 and the usual padding only; use none.",
        "branches",
        "none",
      );
    }
    const unfit = extra.find(({ groups }) => input.width % groups !== 0 || width % groups !== 0);
    if (unfit !== undefined) {
      throw new Refusal(
        `a branch in ${unfit.groups} groups does not fit ${input.width} and ${width} channels; use none.`,
        "branches",
        "none",
      );
    }
    return [features(windows, width)];
  },
});
