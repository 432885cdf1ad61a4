import type { Fold } from "../../transforms/merge/fold.ts";
import { assertJoined, branchNumbers, meanMap, summed } from "../joined-branches.ts";
import type { KnobsOf } from "../index.ts";

/** Behind a full join every branch's GELU gives the same, so that the second maps add up. */
export const fold: Fold<KnobsOf<"joined-feed-forward">> = (knobs, _inputs, weights) => {
  assertJoined(knobs);
  const numbers = branchNumbers(knobs);
  const { weight, bias } = meanMap(numbers, weights, ["w_up", "b_up"]);
  const [down, offset] = ["w_down", "b_down"].map((name) => summed(numbers, weights, name));
  return { w_up: weight, b_up: bias, w_down: down, b_down: offset };
};
