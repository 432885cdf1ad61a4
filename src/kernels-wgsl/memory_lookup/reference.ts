/** Weight of the row that a chunk picks: the corner's probability, or that times the chunk's total size (released code). */
export type MemoryScore = "softmax" | "l1_softmax";

export interface HashAttributes {
  /** Numbers of a chunk; each gives one bit, the first the most significant. */
  readonly bits: number;
  readonly score: MemoryScore;
  /** Lower: the chosen corner's probability is nearer to 1. */
  readonly temperature: number;
}

/** Probability of the chosen corner: the softmax of <z, c>/t over all sign vectors c, at the arg-max. */
function cornerProbability(z: Float64Array, temperature: number): number {
  return z.reduce((product, value) => product / (1 + Math.exp((-2 * Math.abs(value)) / temperature)), 1);
}

const sizeOfChunk = (z: Float64Array): number => z.reduce((sum, value) => sum + Math.abs(value), 0);

/** Float64 codes and scores of the chunks of x. */
export function hashCodeReference(
  x: Float64Array,
  { bits, score, temperature }: HashAttributes,
): readonly [codes: Float64Array, scores: Float64Array] {
  const codes = new Float64Array(x.length / bits);
  const scores = new Float64Array(codes.length);
  codes.forEach((_, chunk) => {
    const z = x.subarray(chunk * bits, (chunk + 1) * bits);
    codes[chunk] = z.reduce((code, value) => 2 * code + (value >= 0 ? 1 : 0), 0);
    scores[chunk] = cornerProbability(z, temperature) * (score === "softmax" ? 1 : sizeOfChunk(z));
  });
  return [codes, scores];
}

/** dx through the scores; the choice of the bits has no gradient. */
export function hashCodeBackwardReference(
  dscores: Float64Array,
  x: Float64Array,
  { bits, score, temperature }: HashAttributes,
): Float64Array {
  return x.map((value, e) => {
    const chunk = Math.floor(e / bits);
    const z = x.subarray(chunk * bits, (chunk + 1) * bits);
    const probability = cornerProbability(z, temperature);
    const rest = 2 / temperature / (1 + Math.exp((2 * Math.abs(value)) / temperature));
    const slope = score === "softmax" ? probability * rest : probability * (1 + sizeOfChunk(z) * rest);
    return dscores[chunk] * (value >= 0 ? 1 : -1) * slope;
  });
}

/** Extents of look-ups: `rows` of a table in each of `chunks`, for `tables` outputs of `width` side by side. */
export interface LookupShape {
  readonly tokens: number;
  readonly chunks: number;
  readonly tables: number;
  readonly rows: number;
  readonly width: number;
}

/** Where the row that chunk k of token m picks in table j begins. */
const rowStart = (codes: Float64Array, { chunks, rows, width }: LookupShape, m: number, k: number, j: number): number =>
  ((j * chunks + k) * rows + codes[m * chunks + k]) * width;

function forEachHit(
  codes: Float64Array,
  shape: LookupShape,
  visit: (m: number, k: number, y: number, row: number) => void,
) {
  const { tokens, chunks, tables, width } = shape;
  for (let m = 0; m < tokens; m++) {
    for (let k = 0; k < chunks; k++) {
      for (let j = 0; j < tables; j++) visit(m, k, (m * tables + j) * width, rowStart(codes, shape, m, k, j));
    }
  }
}

/** y [tokens, tables width] = bias + sum_k score_k table[k, code_k]. */
export function memoryLookupReference(
  codes: Float64Array,
  scores: Float64Array,
  table: Float64Array,
  bias: Float64Array | undefined,
  shape: LookupShape,
): Float64Array {
  const outputs = shape.tables * shape.width;
  const y = Float64Array.from({ length: shape.tokens * outputs }, (_, e) => bias?.[e % outputs] ?? 0);
  forEachHit(codes, shape, (m, k, at, row) => {
    for (let c = 0; c < shape.width; c++) y[at + c] += scores[m * shape.chunks + k] * table[row + c];
  });
  return y;
}

/** dscore [tokens, chunks] = <dy, the picked rows>. */
export function memoryLookupBackwardScoreReference(
  dy: Float64Array,
  codes: Float64Array,
  table: Float64Array,
  shape: LookupShape,
): Float64Array {
  const dscores = new Float64Array(codes.length);
  forEachHit(codes, shape, (m, k, at, row) => {
    for (let c = 0; c < shape.width; c++) dscores[m * shape.chunks + k] += dy[at + c] * table[row + c];
  });
  return dscores;
}

/** Tokens of each chunk in stable order of their code, and where each code's run starts. */
export function sortCodesReference(
  codes: Float64Array,
  chunks: number,
  rows: number,
): readonly [order: Float64Array, starts: Float64Array] {
  const tokens = codes.length / chunks;
  const order = new Float64Array(codes.length);
  const starts = new Float64Array(chunks * (rows + 1));
  for (let k = 0; k < chunks; k++) {
    const own = Array.from({ length: tokens }, (_, m) => codes[m * chunks + k]);
    order.set(
      [...own.keys()].sort((a, b) => own[a] - own[b] || a - b),
      k * tokens,
    );
    for (let code = 0; code <= rows; code++) {
      starts[k * (rows + 1) + code] = own.filter((other) => other < code).length;
    }
  }
  return [order, starts];
}

/** dtable [tables chunks, rows, width]: sum of score dy over the tokens that hit a row. */
export function memoryLookupBackwardTableReference(
  dy: Float64Array,
  scores: Float64Array,
  order: Float64Array,
  starts: Float64Array,
  { tokens, chunks, tables, rows, width }: LookupShape,
): Float64Array {
  const dtable = new Float64Array(tables * chunks * rows * width);
  for (let owner = 0; owner < tables * chunks * rows; owner++) {
    const [j, k, code] = [Math.floor(owner / (chunks * rows)), Math.floor(owner / rows) % chunks, owner % rows];
    const run = k * (rows + 1) + code;
    for (let i = starts[run]; i < starts[run + 1]; i++) {
      const m = order[k * tokens + i];
      for (let c = 0; c < width; c++) {
        dtable[owner * width + c] += scores[m * chunks + k] * dy[(m * tables + j) * width + c];
      }
    }
  }
  return dtable;
}
