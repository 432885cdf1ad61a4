import { STREAMS, threefry2x32, uniformFloat } from "../../lib/threefry.ts";
import { withoutLabels, type AdaptationSet } from "../adaptation/adaptation-set.ts";
import { patchesOf } from "./patches.ts";
import { scene, type Scene } from "./scene.ts";
import { classSpectra, shiftedSpectra, type Draw } from "./spectra.ts";

/** Deviation of the noise of a band in the source scene. */
const NOISE = 0.06;

/** Draws that depend on the seed and on what they are for. */
function drawsOf(seed: number, part: number): Draw {
  let at = 0;
  return () => uniformFloat(threefry2x32(seed, STREAMS.sampling, part, at++)[0]);
}

/** Two scenes of the same classes; the spectra of the second differ the more, the larger the shift (0 to 2). */
export function scenePair(seed: number, shift: number): { readonly source: Scene; readonly target: Scene } {
  const spectra = classSpectra(drawsOf(seed, 0));
  const shifted = shiftedSpectra(spectra, shift, drawsOf(seed, 1));
  return {
    source: scene(spectra, { noise: NOISE, hasOwnShares: false }, drawsOf(seed, 2)),
    target: scene(shifted, { noise: NOISE * (1 + shift / 2), hasOwnShares: true }, drawsOf(seed, 3)),
  };
}

/** All labelled pixels of the source; of the target every other one to adapt to, the rest held out. */
export function hyperspectralDomains(seed: number, shift: number): AdaptationSet {
  const { source, target } = scenePair(seed, shift);
  return {
    source: patchesOf(source, () => true),
    target: withoutLabels(patchesOf(target, (pixel) => pixel % 2 === 0)),
    evaluation: patchesOf(target, (pixel) => pixel % 2 === 1),
  };
}
