/** Factors of every monomial: rows of `degree` channel numbers, not falling; the number `width` stands for the factor 1. */
export function monomialTable(width: number, degree: number): Float64Array {
  const rows: number[][] = [];
  const extend = (prefix: readonly number[]): void => {
    if (prefix.length === degree) {
      rows.push([...prefix]);
      return;
    }
    for (let channel = prefix.at(-1) ?? 0; channel <= width; channel++) extend([...prefix, channel]);
  };
  extend([]);
  return Float64Array.from(rows.flat());
}

/** Monomials up to a degree in `width` variables: the binomial of width + degree over degree. */
export function monomialCount(width: number, degree: number): number {
  let count = 1;
  for (let i = 1; i <= degree; i++) count = (count * (width + i)) / i;
  return Math.round(count);
}

const factor = (x: Float64Array, row: number, width: number, channel: number): number =>
  channel === width ? 1 : x[row * width + channel];

/** y [rows, features] from x [rows, width]. */
export function monomialsReference(x: Float64Array, table: Float64Array, width: number, degree: number): Float64Array {
  const features = table.length / degree;
  return Float64Array.from({ length: (x.length / width) * features }, (_, i) => {
    const [row, feature] = [Math.floor(i / features), i % features];
    let product = 1;
    for (let p = 0; p < degree; p++) product *= factor(x, row, width, table[feature * degree + p]);
    return product;
  });
}

/** dx: each factor's gradient is the product of the others. */
export function monomialsBackwardReference(
  dy: Float64Array,
  x: Float64Array,
  table: Float64Array,
  width: number,
  degree: number,
): Float64Array {
  const features = table.length / degree;
  const dx = new Float64Array(x.length);
  for (let row = 0; row < x.length / width; row++) {
    for (let feature = 0; feature < features; feature++) {
      for (let p = 0; p < degree; p++) {
        const channel = table[feature * degree + p];
        if (channel === width) continue;
        let others = dy[row * features + feature];
        for (let o = 0; o < degree; o++) if (o !== p) others *= factor(x, row, width, table[feature * degree + o]);
        dx[row * width + channel] += others;
      }
    }
  }
  return dx;
}
