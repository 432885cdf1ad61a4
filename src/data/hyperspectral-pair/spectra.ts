/** Spectra of classes as smooth curves over wavelengths, and what another season does to them. */

export const BANDS = 16;
export const CLASSES = 5;
/** Wavelengths in micrometres. */
const [SHORTEST, SPAN] = [0.4, 2.1];
export const WAVELENGTHS: readonly number[] = Array.from(
  { length: BANDS },
  (_, b) => SHORTEST + (SPAN * b) / (BANDS - 1),
);
/** Least distance of two classes' spectra of unit length. */
const LEAST_DISTANCE = 0.1;
const DARKEST = 0.02;

/** A number in [0, 1). */
export type Draw = () => number;

interface Bump {
  readonly height: number;
  readonly centre: number;
  readonly width: number;
}

const between = (draw: Draw, low: number, high: number): number => low + (high - low) * draw();

function bumps(draw: Draw, heights: readonly [number, number], widths: readonly [number, number]): readonly Bump[] {
  return Array.from({ length: 4 }, () => ({
    height: between(draw, ...heights),
    centre: between(draw, SHORTEST, SHORTEST + SPAN),
    width: between(draw, ...widths),
  }));
}

const at = (wavelength: number, terms: readonly Bump[]): number =>
  terms.reduce(
    (sum, { height, centre, width }) => sum + height * Math.exp(-((wavelength - centre) ** 2) / (2 * width * width)),
    0,
  );

/** The reflectance of a class at a wavelength. */
export type Reflectance = (wavelength: number) => number;

function isTold(spectra: readonly Reflectance[]): boolean {
  const units = spectra.map((spectrum) => {
    const values = WAVELENGTHS.map(spectrum);
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  });
  return units.every((one, i) =>
    units.slice(0, i).every((other) => Math.hypot(...one.map((value, b) => value - other[b])) >= LEAST_DISTANCE),
  );
}

/** A continuum that all classes share, with peaks and dips of each class's own, drawn again until all can be told apart. */
export function classSpectra(draw: Draw): readonly Reflectance[] {
  const continuum = bumps(draw, [0.2, 0.6], [0.2, 0.6]);
  for (;;) {
    const spectra = Array.from({ length: CLASSES }, (): Reflectance => {
      const own = bumps(draw, [-1, 1], [0.08, 0.35]);
      return (wavelength) => Math.max(DARKEST, 0.15 + at(wavelength, continuum) + 0.25 * at(wavelength, own));
    });
    if (isTold(spectra)) return spectra;
  }
}

/** The same classes in the target scene: a gain and an offset that change with the wavelength, and each class shifted along it. */
export function shiftedSpectra(spectra: readonly Reflectance[], shift: number, draw: Draw): readonly Reflectance[] {
  const phase = between(draw, 0, 2 * Math.PI);
  const moves = spectra.map(() => between(draw, -0.05, 0.05) * shift);
  return spectra.map((spectrum, k) => (wavelength) => {
    const place = (wavelength - SHORTEST) / SPAN;
    const gain = 1 + 0.2 * shift * Math.sin(2 * Math.PI * place + phase);
    return gain * spectrum(wavelength + moves[k]) + 0.03 * shift * Math.cos(Math.PI * place);
  });
}
