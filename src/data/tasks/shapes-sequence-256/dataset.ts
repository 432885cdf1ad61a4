import { labelledDataset } from "../labelled-task.ts";
import { shapeSequences } from "../pixel-sequence/grey.ts";

export const shapesSequence256 = labelledDataset(shapeSequences(2, 4_000), {
  id: "shapes-sequence-256",
  title: "Shapes as 256 pixels",
  description:
    "Generated grey images of ten shapes, halved to 16 x 16 and read pixel by pixel: which shape? Needs no download.",
});
