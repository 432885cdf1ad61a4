import { bytesPerImage, standardised, type ChannelStatistics, type ImageSet } from "../../data/images/image-set.ts";
import { scoredExamples } from "./answers.ts";
import type { BoundObjective } from "./objective.ts";

/** Held-out images whose class is asked, read by the graph's input of that name, standardised; scores are logits [rows, classes]. */
export function scoredImages(
  evaluation: ImageSet,
  statistics: ChannelStatistics,
  input: string,
): Pick<BoundObjective, "emptyScores" | "heldOut" | "summarize"> {
  const size = bytesPerImage(evaluation);
  return scoredExamples(evaluation.labels, (chosen, rows) => {
    const images = new Float32Array(rows * size);
    chosen.forEach((image, row) => images.set(standardised(evaluation, statistics, image, 1), row * size));
    return { [input]: images };
  });
}
