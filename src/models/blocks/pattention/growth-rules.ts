import { Refusal } from "../../document/problem.ts";

/** The knobs of parameter tokens that were appended after creation. */
export interface GrowthKnobs {
  readonly normaliser: "l2_norm_gelu" | "gelu_l2_norm" | "softmax";
  readonly grown: number;
  readonly tau: "keep" | "root-of-tokens";
  readonly newKeys: "zero" | "small";
  readonly freezeOld: boolean;
}

/** Refuses growth that the normaliser cannot do without a change of the function, and freezing that leaves nothing to train. */
export function checkGrowth({ normaliser, grown, newKeys, freezeOld }: GrowthKnobs): void {
  if (grown > 0 && normaliser === "softmax" && newKeys === "zero") {
    throw new Refusal(
      "softmax cannot grow without a change of the output (a new token with score 0 joins the sum with weight exp 0 = 1); use l2_norm_gelu, or small new keys.",
      "normaliser",
      "l2_norm_gelu",
    );
  }
  if (freezeOld && grown === 0) {
    throw new Refusal(
      "no tokens were appended, so freezing the old ones leaves none to train; switch it off.",
      "freezeOld",
      false,
    );
  }
}
