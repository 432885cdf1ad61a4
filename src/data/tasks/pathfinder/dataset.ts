import { labelledDataset } from "../labelled-task.ts";
import { PATHS, pathTask } from "./pathfinder.ts";

export const pathfinder = labelledDataset(pathTask(PATHS.easy, { trainingRows: 4_000, evaluationRows: 500 }), {
  id: "pathfinder",
  title: "Pathfinder, 32 x 32, easy",
  description:
    "Generated pictures of 1,024 pixels, lines of 6 dashes: do two dots lie on the same dashed line? Needs no download.",
});
