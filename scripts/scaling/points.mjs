// What is varied, about one small model: everything else stays.

/**
 * @typedef {object} Point
 * @property {number} sequenceLength T
 * @property {number} width D
 * @property {number} layers L
 * @property {number} batch B
 */

/** @type {Point} */
export const BASE = { sequenceLength: 128, width: 64, layers: 2, batch: 4 };

/** @type {readonly { axis: keyof Point, letter: string, title: string, values: readonly number[], base?: Partial<Point> }[]} */
export const AXES = [
  {
    axis: "sequenceLength",
    letter: "T",
    title: "sequence length",
    values: [128, 256, 512, 1024, 2048],
    base: { batch: 1 },
  },
  { axis: "width", letter: "D", title: "width", values: [64, 128, 256, 512] },
  { axis: "layers", letter: "L", title: "layers", values: [1, 2, 4, 6, 8, 12] },
  { axis: "batch", letter: "B", title: "batch", values: [1, 2, 4, 8, 16] },
];

/** Sequences that are only read, to these lengths. */
export const PREFILL_LENGTHS = [512, 1024, 2048, 4096, 8192];

/** The points of an axis, smallest first. @param {(typeof AXES)[number]} axis @returns {Point[]} */
export function pointsOf({ axis, values, base = {} }) {
  return values.map((value) => ({ ...BASE, ...base, [axis]: value }));
}

/** @param {Point} point */
export function pointName({ sequenceLength, width, layers, batch }) {
  return `T${sequenceLength}-D${width}-L${layers}-B${batch}`;
}

/**
 * Heads of 16 and a hidden layer of about 8/3 D, as the presets have.
 * @param {Point} point @param {(name: string, size: object) => object} decoder
 */
export function documentOf(point, decoder) {
  const { width, layers } = point;
  const hidden = 32 * Math.round((8 * width) / 3 / 32);
  const heads = width / 16;
  return decoder(pointName(point), { vocabulary: 256, width, layers, hidden, heads, kvHeads: heads });
}

/** @param {Point} point @param {object} document @param {number} steps */
export function experimentOf(point, document, steps) {
  return {
    schema: "bakeoff/experiment@1",
    kind: "train",
    arms: [{ id: "model", document }],
    data: { id: "order-2-source" },
    sequenceLength: point.sequenceLength,
    batch: point.batch,
    budget: { steps },
    learningRates: [1e-3],
    evaluate: { every: steps, tokens: 256, quickTokens: 256 },
  };
}
