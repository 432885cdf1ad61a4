import { Refusal } from "../document/problem.ts";
import { shapeText, type StreamShape } from "../document/shape.ts";
import { featuresRead } from "./input-shape.ts";

/** How many square tiles of a side an image [height, width, channels] is cut into; refuses by the knob “patch” what does not tile. */
export function tileCount(inputs: readonly StreamShape[], side: number): number {
  const input = featuresRead(inputs, 1);
  const [height, width] = input.positions;
  if (input.positions.length !== 2 || typeof height !== "number" || typeof width !== "number") {
    throw new Refusal(`it reads ${shapeText(input)}, but only images, [height, width, channels], have patches.`);
  }
  if (height % side !== 0 || width % side !== 0) {
    const sides = Array.from({ length: Math.min(height, width) }, (_, i) => i + 1);
    const nearest = sides
      .filter((own) => height % own === 0 && width % own === 0)
      .reduce((best, own) => (Math.abs(own - side) < Math.abs(best - side) ? own : best), 1);
    throw new Refusal(`patches of ${side} do not tile an image of ${height} x ${width}.`, "patch", nearest);
  }
  return (height / side) * (width / side);
}
