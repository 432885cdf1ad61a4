import type { Counters } from "../../lib/counters.ts";
import { rowReductionCost } from "../_kernel/packed-row.ts";
import type { DeviceTraits } from "../_kernel/operator.ts";
import type { TensorAttentionAttributes, TensorAttentionShape } from "./tensor-attention-shape.ts";

export type TensorAttentionPass = "forward" | "rows" | "tokens";

/** j (or queries, in the tokens pass) that a thread takes at once: what shares the loads of the inner loop. */
export function blockOf(pass: TensorAttentionPass, width: number, traits: DeviceTraits): number {
  if (!traits.isSoftware) return 1;
  const wide = width > 16 ? 2 : 1;
  return (pass === "forward" ? 4 : 2) / wide;
}

/** Sums over the queries i of one sequence: 1, how many tokens i sees, and how many pairs. */
function sightings({ tokens }: TensorAttentionShape, isCausal: boolean): { pairs: number; seen: number } {
  let [seen, pairs] = [0, 0];
  for (let i = 0; i < tokens; i++) {
    const own = isCausal ? i + 1 : tokens;
    seen += own;
    pairs += own * own;
  }
  return { seen, pairs };
}

/** Vectors of k2 and v2 loaded by the inner loops of one sequence: trips of blocks of J times what each walks. */
function innerTrips(
  pass: TensorAttentionPass,
  { tokens }: TensorAttentionShape,
  isCausal: boolean,
  block: number,
): number {
  let trips = 0;
  const walked = (query: number): number => (isCausal ? query + 1 : tokens);
  for (let own = 0; own < tokens; own++) {
    if (pass === "tokens") {
      for (let i = isCausal ? own : 0; i < tokens; i += block) trips += walked(Math.min(i + block, tokens) - 1);
    } else {
      const perBlock = pass === "forward" ? 4 * Math.ceil(walked(own) / 4) : walked(own);
      trips += Math.ceil(walked(own) / block) * perBlock;
    }
  }
  return trips;
}

/** Exact counters of a pass, without the bytes of its bindings; rescaling by the running maximum is left out. */
export function passCost(
  pass: TensorAttentionPass,
  shape: TensorAttentionShape,
  { heads, headWidth: D, valueWidth: E, isCausal }: TensorAttentionAttributes,
  traits: DeviceTraits,
): Pick<Counters, "multiplies" | "adds" | "specials" | "workgroupBytes"> & { readonly loadedBytes: number } {
  const sequences = shape.batch * heads;
  const rows = sequences * shape.tokens;
  const sums = sightings(shape, isCausal);
  const [seen, pairs] = [sequences * sums.seen, sequences * sums.pairs];
  const block = blockOf(pass, Math.max(D, E), traits);
  const vectors = Math.ceil(D / 4) + Math.ceil(E / 4);
  const loadedBytes = 16 * vectors * sequences * innerTrips(pass, shape, isCausal, block);
  const joined = { forward: 2 + 4 * Math.ceil(E / 4), rows: 4 * Math.ceil(D / 4), tokens: 4 * vectors }[pass];
  const reduction = rowReductionCost(rows, joined, traits);
  const common = { loadedBytes, workgroupBytes: reduction.workgroupBytes };
  switch (pass) {
    case "forward":
      return {
        ...common,
        multiplies: pairs * (D + E) + seen * (D + E) + rows * (D + E),
        adds: pairs * (D + E + 2) + seen * E + rows + reduction.adds,
        specials: pairs + 2 * rows,
      };
    case "rows":
      return {
        ...common,
        multiplies: pairs * (2 * D + E + 1) + seen * (2 * D + E) + rows * 2 * D,
        adds: pairs * (2 * D + E) + seen * D + reduction.adds,
        specials: pairs,
      };
    case "tokens":
      return {
        ...common,
        multiplies: pairs * (2 * D + 2 * E + 1) + seen * (2 * D + 2 * E) + rows * 2 * D,
        adds: pairs * (2 * D + 2 * E) + seen * (D + E) + reduction.adds,
        specials: pairs,
      };
  }
}
