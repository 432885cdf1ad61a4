export interface ScanStepShape {
  readonly channels: number;
  /** Step sizes; consecutive channels share one. */
  readonly heads: number;
  /** Rows of B and C; consecutive channels share one. */
  readonly groups: number;
  /** Cells of memory per channel. */
  readonly state: number;
  /** One rate per head instead of one for each channel and cell. */
  readonly isPerHead: boolean;
}

export interface ScanStepInputs {
  readonly x: Float64Array;
  readonly dt: Float64Array;
  readonly bc: Float64Array;
  readonly rates: Float64Array;
  /** Before this token. */
  readonly h: Float64Array;
}

/** y [E] and the state behind this token. */
export function scanStepReference(
  { x, dt, bc, rates, h }: ScanStepInputs,
  { channels, heads, groups, state, isPerHead }: ScanStepShape,
): { readonly y: Float64Array; readonly next: Float64Array } {
  const y = new Float64Array(channels);
  const next = h.map((before, cell) => {
    const [e, n] = [Math.floor(cell / state), cell % state];
    const head = Math.floor(e / (channels / heads));
    const group = Math.floor(e / (channels / groups));
    const decay = Math.exp(dt[head] * rates[isPerHead ? head : cell]);
    const after = decay * before + dt[head] * bc[group * state + n] * x[e];
    y[e] += bc[(groups + group) * state + n] * after;
    return after;
  });
  return { y, next };
}
