import { integerKnob } from "../document/knobs.ts";
import { Refusal } from "../document/problem.ts";
import { shapeText, type StreamShape } from "../document/shape.ts";
import { featuresRead } from "./input-shape.ts";

/** Heads of blocks on whole series. */
export const seriesHeads = integerKnob({
  title: "Heads",
  help: "Groups of channels that are mixed apart from each other; a divisor of the width.",
  minimum: 1,
  maximum: 256,
  default: 4,
});

/** What a block reads that looks at all steps of a window at once, ahead too; a sequence of free length is refused. */
export function wholeSeriesRead(inputs: readonly StreamShape[], heads = 1): StreamShape {
  const input = featuresRead(inputs, 1);
  if (input.positions.includes("T")) {
    throw new Refusal(`it reads ${shapeText(input)}, but it looks at a fixed number of steps at once, ahead too.`);
  }
  if (input.width % heads !== 0) {
    throw new Refusal(`${heads} heads do not divide ${input.width} channels; take a divisor of the width.`, "heads", 1);
  }
  return input;
}
