import { Refusal } from "../document/problem.ts";
import { shapeText, type StreamShape } from "../document/shape.ts";

type Features = Extract<StreamShape, { content: "features" }>;

/** The first shape read, which must be features; with at least `axes` position axes. */
export function featuresRead(inputs: readonly StreamShape[], axes = 0): Features {
  const input = inputs[0];
  if (input.content === "ids") {
    throw new Refusal(`it reads ${shapeText(input)}, which are not features yet; put a token embedding before it.`);
  }
  if (input.positions.length < axes) {
    throw new Refusal(`it reads ${shapeText(input)}, which has no positions along which it could work.`);
  }
  return input;
}
