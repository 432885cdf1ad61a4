import { labelledDataset } from "../labelled-task.ts";
import { shapeSequences } from "../pixel-sequence/grey.ts";

export const shapesSequence = labelledDataset(shapeSequences(1, 2_000), {
  id: "shapes-sequence",
  title: "Shapes as 1,024 pixels",
  description: "Generated grey images of ten shapes, read pixel by pixel: which shape? Needs no download.",
});
