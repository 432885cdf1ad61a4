import { Failure } from "../../lib/failure.ts";
import { f32, type Operator, type TensorSpec } from "../_kernel/operator.ts";
import { logitsGradientLaunch, meanLossLaunch, tokenLossLaunch } from "./launches.ts";
import { crossEntropyBackwardReference, crossEntropyReference, type CrossEntropyAttributes } from "./reference.ts";

export type { CrossEntropyAttributes };

/** Throws where targets are not one i32 for each of `rows` rows, or smoothing is not in [0, 1). */
export function checkTargets(
  name: string,
  targets: TensorSpec,
  rows: number,
  { labelSmoothing }: CrossEntropyAttributes,
): void {
  if (targets.dtype !== "i32" || targets.shape.length !== 1 || targets.shape[0] !== rows) {
    throw new Failure(
      `${name} needs one i32 target for each of its ${rows} rows; it was given ${targets.dtype} [${targets.shape.join(", ")}].`,
    );
  }
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new Failure(`${name}: label smoothing is ${labelSmoothing}; it must be at least 0 and below 1.`);
  }
}

/**
 * Mean cross-entropy of logits [N, V] against targets i32 [N]. Outputs loss [1], token_loss [N], lse [N] and scale [1]
 * (1 / kept rows). Only loss carries a gradient.
 */
export const crossEntropy: Operator<CrossEntropyAttributes> = {
  name: "cross_entropy",
  infer([logits, targets], attributes) {
    if (logits.shape.length !== 2) {
      throw new Failure(`cross_entropy needs logits [N, V]; it was given [${logits.shape.join(", ")}].`);
    }
    const [rows] = logits.shape;
    checkTargets("cross_entropy", targets, rows, attributes);
    return [f32(1), f32(rows), f32(rows), f32(1)];
  },
  reference([logits, targets], attributes) {
    const { loss, tokenLoss, lse, scale } = crossEntropyReference(logits, targets, attributes);
    return [loss, tokenLoss, lse, scale];
  },
  gradient(tape, { inputs: [logits, targets], outputs: [, , lse, scale], attributes }, [dloss]) {
    if (dloss === null) return [null, null];
    return [tape.apply(crossEntropyBackward, [dloss, scale, logits, targets, lse], attributes)[0], null];
  },
  lower({ inputs: [logits, targets], outputs: [loss, tokenLoss, lse, scale], attributes }, _scratch, traits) {
    return [
      tokenLossLaunch({ logits, targets, tokenLoss, lse, firstRow: 0 }, attributes, traits),
      meanLossLaunch({ tokenLoss, targets, loss, scale }, logits.shape[1], attributes, traits),
    ];
  },
};

/** Inputs dloss [1], scale [1], logits [N, V], targets [N], lse [N]; output dlogits. */
export const crossEntropyBackward: Operator<CrossEntropyAttributes> = {
  name: "cross_entropy_backward",
  infer: ([, , logits]) => [logits],
  reference([[dloss], [scale], logits, targets, lse], attributes) {
    return [crossEntropyBackwardReference(dloss, scale, logits, targets, lse, attributes)];
  },
  lower({ inputs: [dloss, scale, logits, targets, lse], outputs: [dlogits], attributes }, _scratch, traits) {
    return [logitsGradientLaunch({ dloss, scale, logits, targets, lse, dlogits, firstRow: 0 }, attributes, traits)];
  },
};
