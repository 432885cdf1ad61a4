import type { ImageSet } from "../../images/image-set.ts";
import { shapes } from "../../shapes-32/shapes.ts";
import { askedAtEnd, type LabelledTask } from "../labelled-task.ts";

/** Weights of red, green and blue in a grey level: ITU-R BT.601. */
const LUMA = [0.2989, 0.587, 0.114];

/** Grey levels of image `index`, row by row, [H W]. */
export function greyLevels({ pixels, height, width, channels }: ImageSet, index: number): Uint8Array {
  const size = height * width;
  return Uint8Array.from({ length: size }, (_, at) => {
    const first = (index * size + at) * channels;
    const level = LUMA.reduce((sum, weight, c) => sum + weight * pixels[first + c], 0);
    return Math.floor((255.5 * level) / 255);
  });
}

/** Means of squares of side x side pixels, rounded down; the image is square. */
export function reduced(levels: Uint8Array, side: number): Uint8Array {
  const width = Math.sqrt(levels.length);
  const across = width / side;
  return Uint8Array.from({ length: across * across }, (_, at) => {
    const first = Math.floor(at / across) * side * width + (at % across) * side;
    let sum = 0;
    for (let i = 0; i < side; i++) for (let j = 0; j < side; j++) sum += levels[first + i * width + j];
    return Math.floor(sum / (side * side));
  });
}

const SEED = 20240301;

/** Shapes of 32 x 32 pixels as a row of grey levels, each level a token; squares of `side` pixels make one. */
export function shapeSequences(side: number, trainingRows: number): LabelledTask {
  return {
    rowLength: (32 / side) ** 2,
    vocabulary: 256,
    classes: 10,
    row(seed, index) {
      const set = shapes(seed, index, 1);
      return askedAtEnd(reduced(greyLevels(set, 0), side), set.labels[0]);
    },
    seed: SEED,
    trainingRows,
    evaluationRows: 500,
    notes: [
      "An image is a row of grey levels, left to right and top to bottom; guessing is right once in ten times.",
      "The images are generated shapes; the Long Range Arena reads those of CIFAR-10, so its published accuracies do not compare.",
    ],
  };
}
