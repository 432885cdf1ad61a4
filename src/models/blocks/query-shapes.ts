import { integerKnob } from "../document/knobs.ts";
import { listText, nearestDivisors, Refusal } from "../document/problem.ts";
import { sameShape, shapeText, type StreamShape } from "../document/shape.ts";
import { featuresRead } from "./input-shape.ts";

export const headsKnob = integerKnob({
  title: "Heads",
  help: "They divide the width.",
  minimum: 1,
  maximum: 256,
  default: 4,
});

/** Refuses heads that do not divide the width. */
export function headsRefused(heads: number, width: number): void {
  if (width % heads === 0) return;
  const legal = nearestDivisors(width, heads);
  throw new Refusal(
    `${heads} heads do not divide the width ${width}; the nearest legal values are ${listText(legal)}.`,
    "heads",
    legal[0],
  );
}

/** Queries [Q, C], the first stream read, and their positions, the second, of the same shape. */
export function queriesRead(inputs: readonly StreamShape[]): ReturnType<typeof featuresRead> {
  const queries = featuresRead(inputs, 1);
  const positions = featuresRead(inputs.slice(1), 1);
  if (queries.positions.length !== 1 || queries.positions[0] === "T" || !sameShape(queries, positions)) {
    throw new Refusal(
      `it reads queries ${shapeText(queries)} and positions ${shapeText(positions)}, but both must be one row of a fixed number of vectors, such as query embeddings.`,
      "reads",
    );
  }
  return queries;
}
