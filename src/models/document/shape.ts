/** Length of one position axis: a number, or the sequence length T, which the experiment chooses. */
export type Extent = number | "T";

/**
 * Shape of one value of a stream, without the batch axis. Features are `[...positions, width]`; ids are integers below
 * `vocabulary`, one for each position. Images are `positions: [height, width]`, a vector has no positions.
 */
export type StreamShape =
  | { readonly content: "features"; readonly positions: readonly Extent[]; readonly width: number }
  | { readonly content: "ids"; readonly positions: readonly Extent[]; readonly vocabulary: number };

/** Features at the given positions. */
export function features(positions: readonly Extent[], width: number): StreamShape {
  return { content: "features", positions, width };
}

/** Integers below `vocabulary` at the given positions. */
export function ids(positions: readonly Extent[], vocabulary: number): StreamShape {
  return { content: "ids", positions, vocabulary };
}

/** As a person reads it: `[T, 96]`, `[32, 32, 3]`, `ids [T] below 256`. */
export function shapeText(shape: StreamShape): string {
  if (shape.content === "ids") return `ids [${shape.positions.join(", ")}] below ${shape.vocabulary}`;
  return `[${[...shape.positions, shape.width].join(", ")}]`;
}

export function samePositions(a: readonly Extent[], b: readonly Extent[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

export function sameShape(a: StreamShape, b: StreamShape): boolean {
  return shapeText(a) === shapeText(b);
}

/** Positions with T replaced by a length. */
export function boundPositions(positions: readonly Extent[], sequenceLength: number): readonly number[] {
  return positions.map((extent) => (extent === "T" ? sequenceLength : extent));
}
