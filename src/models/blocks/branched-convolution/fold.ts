import { BATCH_NORM } from "../../build/batch-normed.ts";
import type { Fold, ReadWeights } from "../../transforms/merge/fold.ts";
import { branchesOf, hasIdentity, mergedKernel, type BranchedKnobs } from "./branches.ts";
import type { Branch } from "./extra-branches.ts";

/** A batch norm in evaluation as a factor and an offset for each channel. */
export function affineOf(
  weights: ReadWeights,
  prefix: string,
): { readonly factor: Float64Array; readonly offset: Float64Array } {
  const [gain, bias, mean, variance] = ["gain", "bias", "mean", "variance"].map((name) => weights(`${prefix}_${name}`));
  const factor = gain.map((one, c) => one / Math.sqrt(variance[c] + BATCH_NORM.eps));
  return { factor, offset: bias.map((one, c) => one - mean[c] * factor[c]) };
}

/** All branches as one convolution [width, k, k, C / groups] with an offset: exact in evaluation, in float64. */
export const fold: Fold<BranchedKnobs> = (knobs, [{ width: channels }], weights) => {
  const { groups } = knobs;
  const width = knobs.width ?? channels;
  const side = mergedKernel(knobs, channels);
  const inputs = channels / groups;
  const weight = new Float64Array(width * side * side * inputs);
  const bias = new Float64Array(width);
  const embed = (branch: Branch, filters: Float64Array): void => {
    const { factor, offset } = affineOf(weights, branch.name);
    const own = channels / branch.groups;
    const inset = (side - branch.kernel) / 2;
    filters.forEach((value, at) => {
      const o = Math.floor(at / (branch.kernel * branch.kernel * own));
      const [row, column, q] = [
        Math.floor(at / (own * branch.kernel)) % branch.kernel,
        Math.floor(at / own) % branch.kernel,
        at % own,
      ];
      // The channel read, in the numbering of the merged filter's group.
      const read = Math.floor(o / (width / branch.groups)) * own + q - Math.floor(o / (width / groups)) * inputs;
      weight[((o * side + row + inset) * side + column + inset) * inputs + read] += factor[o] * value;
    });
    offset.forEach((value, o) => (bias[o] += value));
  };
  for (const branch of branchesOf(knobs, channels)) embed(branch, weights(`${branch.name}_weight`));
  if (hasIdentity(knobs, channels)) {
    embed({ name: "identity", kernel: 1, groups: channels }, new Float64Array(channels).fill(1));
  }
  return { weight, bias };
};
