import type { Fold } from "../../transforms/merge/fold.ts";
import { affineOf } from "../branched-convolution/fold.ts";
import type { KnobsOf } from "../index.ts";

/** The two branches that reduce keys and values as one filter of each channel: the mean is a filter of 1 / taps. */
export const fold: Fold<KnobsOf<"frequency-mixer">> = ({ reduction }, _inputs, weights) => {
  const [filter, pool] = [affineOf(weights, "filter"), affineOf(weights, "pool")];
  const taps = reduction * reduction;
  const reduce = weights("filter_weight").map((value, at) => {
    const c = Math.floor(at / taps);
    return filter.factor[c] * value + pool.factor[c] / taps;
  });
  return { reduce, reduce_bias: filter.offset.map((value, c) => value + pool.offset[c]) };
};
