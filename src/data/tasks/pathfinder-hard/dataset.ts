import { labelledDataset } from "../labelled-task.ts";
import { PATHS, pathTask } from "../pathfinder/pathfinder.ts";

export const pathfinderHard = labelledDataset(pathTask(PATHS.hard, { trainingRows: 2_000, evaluationRows: 500 }), {
  id: "pathfinder-hard",
  title: "Pathfinder, 32 x 32, hard",
  description:
    "Generated pictures of 1,024 pixels, lines of 14 dashes: do two dots lie on the same dashed line? Needs no download.",
});
