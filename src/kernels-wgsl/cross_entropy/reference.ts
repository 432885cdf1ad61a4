export interface CrossEntropyAttributes {
  /** Rows with this target are left out of the loss and get no gradient. */
  readonly ignoreIndex: number;
  /** Share of the target distribution that is spread evenly over all classes, in [0, 1). */
  readonly labelSmoothing: number;
}

export interface CrossEntropyValues {
  /** Mean of the kept rows' losses; 0 if none is kept. */
  readonly loss: Float64Array;
  readonly tokenLoss: Float64Array;
  /** log(sum(exp(logits))) of each row. */
  readonly lse: Float64Array;
  /** 1 / number of kept rows; 0 if none is kept. */
  readonly scale: Float64Array;
}

const isKept = (target: number, classes: number, ignoreIndex: number): boolean =>
  target !== ignoreIndex && target >= 0 && target < classes;

/** Float64 cross-entropy of logits [N, classes] against targets [N]. */
export function crossEntropyReference(
  logits: Float64Array,
  targets: Float64Array,
  { ignoreIndex, labelSmoothing }: CrossEntropyAttributes,
): CrossEntropyValues {
  const rows = targets.length;
  const classes = logits.length / rows;
  const tokenLoss = new Float64Array(rows);
  const lse = new Float64Array(rows);
  let kept = 0;
  targets.forEach((target, row) => {
    const values = logits.subarray(row * classes, (row + 1) * classes);
    const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
    lse[row] = highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
    if (!isKept(target, classes, ignoreIndex)) return;
    const mean = values.reduce((sum, value) => sum + value, 0) / classes;
    tokenLoss[row] = lse[row] - (1 - labelSmoothing) * values[target] - labelSmoothing * mean;
    kept += 1;
  });
  const scale = kept === 0 ? 0 : 1 / kept;
  const total = tokenLoss.reduce((sum, value) => sum + value, 0);
  return { loss: Float64Array.of(total * scale), tokenLoss, lse, scale: Float64Array.of(scale) };
}

/** dlogits = dloss * scale * (softmax - (1 - s) onehot(target) - s / classes) on kept rows, 0 elsewhere. */
export function crossEntropyBackwardReference(
  dloss: number,
  scale: number,
  logits: Float64Array,
  targets: Float64Array,
  lse: Float64Array,
  { ignoreIndex, labelSmoothing }: CrossEntropyAttributes,
): Float64Array {
  const classes = logits.length / targets.length;
  return logits.map((value, i) => {
    const row = Math.floor(i / classes);
    const target = targets[row];
    if (!isKept(target, classes, ignoreIndex)) return 0;
    const wanted = (target === i % classes ? 1 - labelSmoothing : 0) + labelSmoothing / classes;
    return dloss * scale * (Math.exp(value - lse[row]) - wanted);
  });
}
