const ABOUT = 5;

/** Round numbers inside a linear axis, about five: steps of 1, 2 or 5 times a power of ten. Empty for an axis without extent. */
export function roundTicks(low: number, high: number): number[] {
  if (!(high > low)) return [];
  const rough = (high - low) / ABOUT;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * (1 - 1e-9))!;
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  // By counting, so that rounding errors do not add up.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
