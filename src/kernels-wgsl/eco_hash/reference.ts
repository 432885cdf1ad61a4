type Values = Float64Array;

export interface EcoHashAttributes {
  readonly heads: number;
  /** Channels of a head, 1..128. */
  readonly width: number;
  /** Length of a code, 1..64. */
  readonly bits: number;
  /** Reference points of a head, 1..64. */
  readonly anchors: number;
}

export const LEAST_SPREAD = 1e-4;
const LEAST_SQUARE = 1e-12;

/** One head of one token against its anchors. */
interface HashedRow {
  readonly row: number;
  readonly head: number;
  readonly c: readonly number[];
  readonly rstd: number;
  /** c - anchor, [anchors][width]. */
  readonly apart: readonly (readonly number[])[];
  readonly distances: readonly number[];
  readonly spread: number;
  readonly kernel: readonly number[];
}

/** Where the parts of a hash begin: directions [H b, m], means [H, m], anchors [H dh, m]. */
export function hashOffsets({ heads, bits, anchors }: EcoHashAttributes): { means: number; anchors: number } {
  return { means: heads * bits * anchors, anchors: heads * (bits + 1) * anchors };
}

function hashedRow([x, hash]: readonly Values[], attributes: EcoHashAttributes, at: number): HashedRow {
  const { heads, width, anchors: m } = attributes;
  const [row, head] = [Math.floor(at / heads), at % heads];
  const raw = [...x.subarray(at * width, (at + 1) * width)];
  const rstd = 1 / Math.sqrt(LEAST_SQUARE + raw.reduce((sum, value) => sum + value * value, 0));
  const c = raw.map((value) => rstd * value);
  const first = hashOffsets(attributes).anchors + head * width * m;
  const apart = Array.from({ length: m }, (_, a) => c.map((value, i) => value - hash[first + i * m + a]));
  const distances = apart.map((difference) => difference.reduce((sum, value) => sum + value * value, 0));
  const mean = distances.reduce((sum, value) => sum + value, 0) / m;
  const spread = Math.max(mean, LEAST_SPREAD);
  return { row, head, c, rstd, apart, distances, spread, kernel: distances.map((d) => Math.exp(-d / (2 * spread))) };
}

/** u [rows, H b]: the real numbers whose signs are the codes. */
export function ecoHashReference(inputs: readonly Values[], attributes: EcoHashAttributes): Values {
  const { heads, width, bits, anchors: m } = attributes;
  const [x, hash] = inputs;
  const owners = x.length / width;
  const u = new Float64Array(owners * bits);
  const { means } = hashOffsets(attributes);
  for (let at = 0; at < owners; at++) {
    const { kernel } = hashedRow(inputs, attributes, at);
    const head = at % heads;
    for (let r = 0; r < bits; r++) {
      kernel.forEach((kap, a) => {
        u[at * bits + r] += (kap - hash[means + head * m + a]) * hash[(head * bits + r) * m + a];
      });
    }
  }
  return u;
}

/** The Gaussian kernel of every head and token against its anchors, [rows, H, m]. */
export function ecoKernelReference(inputs: readonly Values[], attributes: EcoHashAttributes): Values {
  const owners = inputs[0].length / attributes.width;
  const rows = Array.from({ length: owners }, (_, at) => hashedRow(inputs, attributes, at).kernel);
  return Float64Array.from(rows.flat());
}

/** dx from du; the hash is frozen. */
export function ecoHashBackwardReference(inputs: readonly Values[], attributes: EcoHashAttributes): Values {
  const { width, bits, anchors: m } = attributes;
  const [x, hash, du] = inputs;
  const dx = new Float64Array(x.length);
  for (let at = 0; at < x.length / width; at++) {
    const { head, c, rstd, apart, distances, spread, kernel } = hashedRow(inputs, attributes, at);
    const dKernel = kernel.map((_, a) => {
      let sum = 0;
      for (let r = 0; r < bits; r++) sum += du[at * bits + r] * hash[(head * bits + r) * m + a];
      return sum;
    });
    const weighted = kernel.map((kap, a) => kap * dKernel[a]);
    const isHeld = distances.reduce((sum, d) => sum + d, 0) / m < LEAST_SPREAD;
    const dSpread = weighted.reduce((sum, w, a) => sum + w * distances[a], 0) / (2 * spread ** 2);
    const dDistances = weighted.map((w) => -w / (2 * spread) + (isHeld ? 0 : dSpread / m));
    const dc = c.map((_, i) => 2 * apart.reduce((sum, difference, a) => sum + dDistances[a] * difference[i], 0));
    const along = c.reduce((sum, value, i) => sum + value * dc[i], 0);
    dc.forEach((gradient, i) => (dx[at * width + i] = rstd * (gradient - c[i] * along)));
  }
  return dx;
}
