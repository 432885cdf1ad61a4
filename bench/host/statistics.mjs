/** @param {readonly number[]} values @returns {number} */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * @typedef {object} Row
 * @property {string} case
 * @property {string} rival
 * @property {number} ratioMedian rival's time / our time of the same round, median over the rounds
 * @property {number} ratioMin
 * @property {number} ratioMax
 * @property {number} rounds
 * @property {"cpu" | "wall"} metric CPU time of the browser's GPU and renderer processes, or wall time
 * @property {number} [oursMs] median of our time for one run
 * @property {number} [rivalMs]
 */

/**
 * The row of a case from times of the same rounds.
 * @param {{ case: string, rival: string, metric: "cpu" | "wall" }} about
 * @param {readonly number[]} rivalMs
 * @param {readonly number[]} oursMs
 * @returns {Row}
 */
export function ratioRow(about, rivalMs, oursMs) {
  const row = spread(
    about,
    rivalMs.map((ms, round) => ms / oursMs[round]),
  );
  return { ...row, oursMs: median(oursMs), rivalMs: median(rivalMs) };
}

/**
 * @param {{ case: string, rival: string, metric: "cpu" | "wall" }} about
 * @param {readonly number[]} ratios one of each round
 * @returns {Row}
 */
export function spread(about, ratios) {
  return {
    case: about.case,
    rival: about.rival,
    ratioMedian: median(ratios),
    ratioMin: Math.min(...ratios),
    ratioMax: Math.max(...ratios),
    rounds: ratios.length,
    metric: about.metric,
  };
}

/**
 * Geometric mean over several cases, round by round.
 * @param {readonly (readonly number[])[]} ratios by case, then by round
 * @returns {number[]}
 */
export function geometricMeans(ratios) {
  return ratios[0].map((_, round) => {
    const logs = ratios.map((ofCase) => Math.log(ofCase[round]));
    return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  });
}
