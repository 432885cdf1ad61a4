import { bytesPerImage, standardised, type ChannelStatistics, type ImageSet } from "../../data/images/image-set.ts";
import { answerOf, summarizeAnswers } from "./answers.ts";
import type { BoundObjective } from "./objective.ts";

/** Held-out images whose class is asked, read by the graph's input of that name, standardised; scores are logits [rows, classes]. */
export function scoredImages(
  evaluation: ImageSet,
  statistics: ChannelStatistics,
  input: string,
): Pick<BoundObjective, "emptyScores" | "heldOut" | "summarize"> {
  const size = bytesPerImage(evaluation);
  return {
    emptyScores: (windows) => ({
      losses: new Float64Array(windows),
      correct: new Uint32Array(windows),
      answers: new Uint16Array(windows),
    }),
    *heldOut({ windowStarts }, rows) {
      for (let firstWindow = 0; firstWindow < windowStarts.length; firstWindow += rows) {
        const chosen = windowStarts.subarray(firstWindow, firstWindow + rows);
        const images = new Float32Array(rows * size);
        chosen.forEach((image, row) => images.set(standardised(evaluation, statistics, image, 1), row * size));
        yield {
          firstWindow,
          windows: chosen.length,
          inputs: { [input]: images },
          take(logits, { losses, correct, answers }) {
            const options = logits.length / rows;
            chosen.forEach((image, row) => {
              const right = evaluation.labels[image];
              const { likeliest, nats } = answerOf(logits.subarray(row * options, (row + 1) * options), right);
              losses[firstWindow + row] = nats;
              correct![firstWindow + row] = Number(likeliest === right);
              answers![firstWindow + row] = likeliest;
            });
          },
        };
      }
    },
    summarize: summarizeAnswers,
  };
}
