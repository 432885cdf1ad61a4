import { crossEntropy } from "../../../kernels-wgsl/cross_entropy/kernel.ts";
import { logSoftmax, softmax } from "../../../kernels-wgsl/softmax/kernel.ts";
import { Failure } from "../../../lib/failure.ts";
import type { GoldenFamily } from "../family.ts";
import { numberAttribute } from "../golden-case.ts";

/** A negative axis counts from the end. */
export function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

export const family: GoldenFamily = {
  graphs: {
    softmax(cases) {
      const axis = axisOf(numberAttribute(cases.golden, "axis"), cases.shapeOf("in.x").length);
      cases.result("out.y", cases.graph.apply(softmax, [cases.float("in.x")], { axis })[0]);
    },
    log_softmax(cases) {
      const axis = axisOf(numberAttribute(cases.golden, "axis"), cases.shapeOf("in.x").length);
      cases.result("out.y", cases.graph.apply(logSoftmax, [cases.float("in.x")], { axis })[0]);
    },
    cross_entropy(cases) {
      const { golden } = cases;
      if (golden.attributes["reduction"] !== "mean")
        throw new Failure("cross_entropy knows the reduction `mean` only.");
      const attributes = {
        ignoreIndex: numberAttribute(golden, "ignore_index"),
        labelSmoothing: numberAttribute(golden, "label_smoothing"),
      };
      const inputs = [cases.float("in.logits"), cases.integers("in.targets", "i32")];
      const [loss, tokenLoss] = cases.graph.apply(crossEntropy, inputs, attributes);
      cases.result("out.loss", loss);
      cases.result("out.token_loss", tokenLoss);
    },
  },
};
