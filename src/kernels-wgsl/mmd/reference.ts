/** Widths of the kernels relative to the mean distance. */
export const SCALES = [0.25, 0.5, 1, 2, 4] as const;
/** Where all points are one. */
const SMALLEST_BANDWIDTH = 1e-12;

interface Points {
  /** [n, K] */
  readonly z: Float64Array;
  readonly n: number;
  readonly width: number;
}

function squaredDistance({ z, width }: Points, i: number, j: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += (z[i * width + c] - z[j * width + c]) ** 2;
  return sum;
}

/** Mean squared distance of two different points. */
export function bandwidthReference(points: Points): number {
  const { n } = points;
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += squaredDistance(points, i, j);
  return Math.max(SMALLEST_BANDWIDTH, sum / (n * n - n));
}

const signOf = (n: number, i: number, j: number): number => (i < n / 2 === j < n / 2 ? 1 : -1);

/** Squared discrepancy of the first and second half of the points, of kernels with this bandwidth. */
export function mmdReference(points: Points, bandwidth: number): number {
  const { n } = points;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const distance = squaredDistance(points, i, j);
      for (const scale of SCALES) sum += signOf(n, i, j) * Math.exp(-distance / (bandwidth * scale));
    }
  }
  return sum / (n / 2) ** 2;
}

/** dz [n, K] for fixed bandwidth, times dy. */
export function mmdBackwardReference(points: Points, bandwidth: number, dy: number): Float64Array {
  const { z, n, width } = points;
  const dz = new Float64Array(n * width);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const distance = squaredDistance(points, i, j);
      const slope = SCALES.reduce((sum, scale) => {
        return sum - Math.exp(-distance / (bandwidth * scale)) / (bandwidth * scale);
      }, 0);
      const weight = (4 * dy * signOf(n, i, j) * slope) / (n / 2) ** 2;
      for (let c = 0; c < width; c++) dz[i * width + c] += weight * (z[i * width + c] - z[j * width + c]);
    }
  }
  return dz;
}
