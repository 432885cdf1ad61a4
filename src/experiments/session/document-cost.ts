import { costOf } from "../../models/build/cost.ts";
import type { CostSetting } from "../../models/build/cost.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import type { ArmCost } from "../schema/result.ts";

const FLOAT_BYTES = 4;

/** A document's cost in the fields of a result, counted on its unbound graph. */
export function documentCost(checked: CheckedDocument, setting: CostSetting): ArmCost {
  const { flopsPerTokenForward, flopsPerTokenTraining, stateFloats, parameterBytes } = costOf(checked, setting);
  return { flopsPerTokenForward, flopsPerTokenTraining, stateBytes: FLOAT_BYTES * stateFloats, parameterBytes };
}
