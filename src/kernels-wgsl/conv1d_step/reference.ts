import { rowNamed } from "../elementwise/row.ts";

export type ConvActivation = "identity" | "silu";

/** y [C] and the history [K - 1, C] behind this token; weight [C, K]. */
export function conv1dStepReference(
  x: Float64Array,
  weight: Float64Array,
  bias: Float64Array | undefined,
  history: Float64Array,
  activation: ConvActivation,
): { readonly y: Float64Array; readonly next: Float64Array } {
  const channels = x.length;
  const taps = weight.length / channels;
  const seen = Float64Array.of(...history, ...x);
  const y = x.map((_, c) => {
    let sum = bias?.[c] ?? 0;
    for (let k = 0; k < taps; k++) sum += weight[c * taps + k] * seen[k * channels + c];
    return activation === "silu" ? rowNamed("silu").evaluate([sum], 0) : sum;
  });
  return { y, next: seen.slice(channels) };
}
