import { askedAtEnd, type LabelledTask } from "../labelled-task.ts";
import { footprint, marker, type Covered } from "./raster.ts";
import { pathPicture, type PathPicture, type PathSetting } from "./snakes.ts";

/** Lengths of pictures of 32 x 32 as released for the suite; `dashes` decides how hard they are. */
function pictures32(dashes: number): PathSetting {
  const distractorDashes = Math.floor(dashes / 3);
  return {
    side: 32,
    padding: 1,
    dashLength: 2,
    gap: 1,
    thickness: 0.5,
    continuity: 1,
    seedDistance: 7,
    markerRadius: 1.5,
    dashes,
    distractorDashes,
    distractors: Math.floor(20 / distractorDashes),
    contrast: 0.75,
  };
}

const LONG = { padding: 1, continuity: 1.8, dashes: 14, distractorDashes: 4 };

export const PATHS = {
  easy: pictures32(6),
  hard: pictures32(14),
  "path-64": {
    ...LONG,
    side: 64,
    dashLength: 3,
    gap: 1,
    thickness: 1,
    seedDistance: 12,
    markerRadius: 2.5,
    distractors: Math.floor(22 / LONG.distractorDashes),
    contrast: 0.8,
  },
  "path-x": {
    ...LONG,
    side: 128,
    dashLength: 5,
    gap: 2,
    thickness: 1.5,
    seedDistance: 20,
    markerRadius: 3,
    distractors: Math.floor(35 / LONG.distractorDashes),
    contrast: 0.9,
  },
} as const satisfies Record<string, PathSetting>;

/** A picture's brightness, row by row, [side side]: the brightest of all that is drawn. */
export function drawn({ snakes, distractors, markers }: PathPicture, setting: PathSetting): Uint8Array {
  const { side, thickness, contrast, markerRadius } = setting;
  const levels = new Uint8Array(side * side);
  const put = (cells: readonly Covered[], brightness: number): void => {
    for (const { cell, share } of cells) levels[cell] = Math.max(levels[cell], Math.round(255 * brightness * share));
  };
  for (const dash of [...snakes, ...distractors].flat()) put(footprint(dash, thickness, side), contrast);
  for (const place of markers) put(marker(place, markerRadius, side), 1);
  return levels;
}

const SEED = 20240307;

/** Pictures as rows of pixels: do both markers lie on one snake? */
export function pathTask(
  setting: PathSetting,
  rows: Pick<LabelledTask, "trainingRows" | "evaluationRows">,
): LabelledTask {
  return {
    rowLength: setting.side ** 2,
    vocabulary: 256,
    classes: 2,
    row(seed, index) {
      const picture = pathPicture(seed, index, setting);
      return askedAtEnd(drawn(picture, setting), Number(picture.isConnected));
    },
    seed: SEED,
    ...rows,
    notes: [
      "Guessing is right once in two times.",
      "Dashes are placed by the rules of the original generator and drawn by ours, so that its published accuracies do not compare pixel for pixel.",
    ],
  };
}
