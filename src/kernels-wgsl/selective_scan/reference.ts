import { placeOf, type ScanOrder } from "../_kernel/scan-order.ts";
import { CHUNK, type ScanShape } from "../_scan/shape.ts";

export interface ScanInputs {
  readonly x: Float64Array;
  readonly dt: Float64Array;
  readonly bc: Float64Array;
  readonly rates: Float64Array;
}

/** Where everything of one channel lies. */
function channelOf(shape: ScanShape, order: ScanOrder, b: number, e: number) {
  const { length, channels, heads, state, groups, isPerHead } = shape;
  const head = Math.floor(e / (channels / heads));
  const group = Math.floor(e / (channels / groups));
  const row = (t: number): number => b * length + placeOf(t, length, order);
  return {
    x: (t: number): number => row(t) * channels + e,
    dt: (t: number): number => row(t) * heads + head,
    b: (t: number, n: number): number => row(t) * 2 * groups * state + group * state + n,
    c: (t: number, n: number): number => row(t) * 2 * groups * state + (groups + group) * state + n,
    rate: (n: number): number => (isPerHead ? head : e * state + n),
  };
}

function forEachChannel({ batch, channels }: ScanShape, visit: (b: number, e: number) => void): void {
  for (let b = 0; b < batch; b++) for (let e = 0; e < channels; e++) visit(b, e);
}

/** h_t = exp(dt A) h_{t-1} + dt B x, y_t = C h_t, step by step, one channel and cell at a time. */
export function scanReference(
  { x, dt, bc, rates }: ScanInputs,
  shape: ScanShape,
  order: ScanOrder,
): { readonly y: Float64Array; readonly states: Float64Array } {
  const { length, channels, state, chunks, batch } = shape;
  const y = new Float64Array(x.length);
  const states = new Float64Array(batch * (chunks + 1) * channels * state);
  forEachChannel(shape, (b, e) => {
    const at = channelOf(shape, order, b, e);
    for (let n = 0; n < state; n++) {
      const keep = (chunk: number, h: number): number =>
        (states[((b * (chunks + 1) + chunk) * channels + e) * state + n] = h);
      let h = 0;
      for (let t = 0; t < length; t++) {
        if (t % CHUNK === 0) keep(t / CHUNK, h);
        const step = dt[at.dt(t)];
        h = Math.exp(step * rates[at.rate(n)]) * h + step * bc[at.b(t, n)] * x[at.x(t)];
        y[at.x(t)] += bc[at.c(t, n)] * h;
      }
      keep(chunks, h);
    }
  });
  return { y, states };
}

export interface ScanGradients {
  readonly dx: Float64Array;
  readonly ddt: Float64Array;
  readonly dbc: Float64Array;
  readonly drates: Float64Array;
}

/** The reverse recurrence G_t = dy_t C_t + a_{t+1} G_{t+1} over all states, kept whole. */
export function scanBackwardReference(
  { x, dt, bc, rates }: ScanInputs,
  dy: Float64Array,
  shape: ScanShape,
  order: ScanOrder,
): ScanGradients {
  const { length, state } = shape;
  const [dx, ddt, dbc, drates] = [x, dt, bc, rates].map((values) => new Float64Array(values.length));
  const h = new Float64Array(length + 1);
  forEachChannel(shape, (b, e) => {
    const at = channelOf(shape, order, b, e);
    for (let n = 0; n < state; n++) {
      const rate = rates[at.rate(n)];
      for (let t = 0; t < length; t++) {
        const step = dt[at.dt(t)];
        h[t + 1] = Math.exp(step * rate) * h[t] + step * bc[at.b(t, n)] * x[at.x(t)];
      }
      let incoming = 0;
      for (let t = length - 1; t >= 0; t--) {
        const [step, input, B] = [dt[at.dt(t)], x[at.x(t)], bc[at.b(t, n)]];
        const decay = Math.exp(step * rate);
        const gradient = dy[at.x(t)] * bc[at.c(t, n)] + incoming;
        dbc[at.c(t, n)] += dy[at.x(t)] * h[t + 1];
        dbc[at.b(t, n)] += gradient * step * input;
        dx[at.x(t)] += gradient * step * B;
        ddt[at.dt(t)] += gradient * (rate * decay * h[t] + B * input);
        drates[at.rate(n)] += gradient * step * decay * h[t];
        incoming = decay * gradient;
      }
    }
  });
  return { dx, ddt, dbc, drates };
}
