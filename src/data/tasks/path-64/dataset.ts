import { labelledDataset } from "../labelled-task.ts";
import { PATHS, pathTask } from "../pathfinder/pathfinder.ts";

export const path64 = labelledDataset(pathTask(PATHS["path-64"], { trainingRows: 1_000, evaluationRows: 200 }), {
  id: "path-64",
  title: "Path-64",
  description:
    "Generated pictures of 4,096 pixels, lines of 14 dashes: do two dots lie on the same dashed line? Needs no download.",
});
