import { studentTQuantile } from "./student-t.ts";

export interface PowerLaw {
  /** b of y = a x^b. */
  readonly exponent: number;
  readonly factor: number;
  /** Of the exponent, from the scatter about the line; undefined with fewer than three points. */
  readonly interval95: readonly [number, number] | undefined;
}

/** Fits y = a x^b to positive numbers by least squares on logarithms: the straight line on a double logarithmic chart. */
export function powerLawFit(xs: readonly number[], ys: readonly number[]): PowerLaw {
  const x = xs.map(Math.log);
  const y = ys.map(Math.log);
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const spread = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const exponent = x.reduce((sum, value, i) => sum + (value - meanX) * (y[i] - meanY), 0) / spread;
  const level = meanY - exponent * meanX;
  const degrees = x.length - 2;
  if (degrees < 1) return { exponent, factor: Math.exp(level), interval95: undefined };
  const squares = x.reduce((sum, value, i) => sum + (y[i] - level - exponent * value) ** 2, 0);
  const half = studentTQuantile(0.975, degrees) * Math.sqrt(squares / degrees / spread);
  return { exponent, factor: Math.exp(level), interval95: [exponent - half, exponent + half] };
}
