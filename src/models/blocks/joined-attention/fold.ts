import type { Fold } from "../../transforms/merge/fold.ts";
import { assertJoined, branchNumbers, meanMap, summed } from "../joined-branches.ts";
import type { KnobsOf } from "../index.ts";

/** Behind a full join of queries, keys and values every branch gathers the same, so that the output maps add up. */
export const fold: Fold<KnobsOf<"joined-attention">> = (knobs, _inputs, weights) => {
  assertJoined(knobs);
  const numbers = branchNumbers(knobs);
  const { weight, bias } = meanMap(numbers, weights, ["w_qkv", "b_qkv"]);
  const [wo, bo] = ["wo", "bo"].map((name) => summed(numbers, weights, name));
  return { w_qkv: weight, b_qkv: bias, wo, bo };
};
