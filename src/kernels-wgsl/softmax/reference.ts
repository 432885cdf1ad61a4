/** A tensor seen as lines along one axis: element (outer, j, inner) is at (outer * extent + j) * stride + inner. */
export interface AxisLines {
  readonly lines: number;
  readonly extent: number;
  readonly stride: number;
}

/** Index of the first element of a line; the others follow `stride` apart. */
export const lineStart = ({ extent, stride }: AxisLines, line: number): number =>
  Math.floor(line / stride) * extent * stride + (line % stride);

function eachLine(axis: AxisLines, visit: (at: (j: number) => number) => void): void {
  for (let line = 0; line < axis.lines; line++) {
    const start = lineStart(axis, line);
    visit((j) => start + j * axis.stride);
  }
}

/** Float64 softmax, or its logarithm, along every line. */
export function softmaxReference(x: Float64Array, axis: AxisLines, isLog: boolean): Float64Array {
  const y = new Float64Array(x.length);
  eachLine(axis, (at) => {
    let highest = -Infinity;
    for (let j = 0; j < axis.extent; j++) highest = Math.max(highest, x[at(j)]);
    let sum = 0;
    for (let j = 0; j < axis.extent; j++) sum += Math.exp(x[at(j)] - highest);
    for (let j = 0; j < axis.extent; j++) {
      const shifted = x[at(j)] - highest;
      y[at(j)] = isLog ? shifted - Math.log(sum) : Math.exp(shifted) / sum;
    }
  });
  return y;
}

/** Softmax: dx = y (dy - sum(dy y)). Logarithm: dx = dy - exp(y) sum(dy). */
export function softmaxBackwardReference(
  dy: Float64Array,
  y: Float64Array,
  axis: AxisLines,
  isLog: boolean,
): Float64Array {
  const dx = new Float64Array(y.length);
  eachLine(axis, (at) => {
    let sum = 0;
    for (let j = 0; j < axis.extent; j++) sum += dy[at(j)] * (isLog ? 1 : y[at(j)]);
    for (let j = 0; j < axis.extent; j++) {
      dx[at(j)] = isLog ? dy[at(j)] - Math.exp(y[at(j)]) * sum : y[at(j)] * (dy[at(j)] - sum);
    }
  });
  return dx;
}
