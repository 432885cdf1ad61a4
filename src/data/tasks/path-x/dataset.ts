import { labelledDataset } from "../labelled-task.ts";
import { PATHS, pathTask } from "../pathfinder/pathfinder.ts";

export const pathX = labelledDataset(pathTask(PATHS["path-x"], { trainingRows: 200, evaluationRows: 50 }), {
  id: "path-x",
  title: "Path-X, 128 x 128",
  description:
    "Generated pictures of 16,384 pixels, lines of 14 dashes: do two dots lie on the same dashed line? Needs no download.",
});
