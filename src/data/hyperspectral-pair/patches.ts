import type { ImageSet } from "../images/image-set.ts";
import { SIDE, UNLABELLED, type Scene } from "./scene.ts";
import { BANDS, CLASSES } from "./spectra.ts";

/** Pixels of a patch's side. */
export const PATCH = 7;

const reflected = (i: number): number => (i < 0 ? -i : i >= SIDE ? 2 * (SIDE - 1) - i : i);

/** Neighbourhoods of the labelled pixels that are taken, [n, patch, patch, bands] in bytes; what lies outside is mirrored. */
export function patchesOf({ cube, labels }: Scene, isTaken: (pixel: number) => boolean): ImageSet {
  const centres = [...labels.keys()].filter((pixel) => labels[pixel] !== UNLABELLED && isTaken(pixel));
  const size = PATCH * PATCH * BANDS;
  const half = (PATCH - 1) / 2;
  const pixels = new Uint8Array(centres.length * size);
  centres.forEach((centre, n) => {
    for (let place = 0; place < PATCH * PATCH; place++) {
      const i = reflected(Math.floor(centre / SIDE) + Math.floor(place / PATCH) - half);
      const j = reflected((centre % SIDE) + (place % PATCH) - half);
      for (let b = 0; b < BANDS; b++) {
        const value = Math.round(255 * cube[(i * SIDE + j) * BANDS + b]);
        pixels[n * size + place * BANDS + b] = Math.min(255, Math.max(0, value));
      }
    }
  });
  return {
    height: PATCH,
    width: PATCH,
    channels: BANDS,
    classes: Array.from({ length: CLASSES }, (_, k) => `class ${k + 1}`),
    pixels,
    labels: Uint8Array.from(centres, (pixel) => labels[pixel]),
  };
}
