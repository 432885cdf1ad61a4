import { Failure } from "../../lib/failure.ts";
import { sizeOf, type Tape, type Tensor } from "../_kernel/operator.ts";
import { map } from "../elementwise/kernel.ts";
import { permute } from "../permute/kernel.ts";
import { layernorm } from "./kernel.ts";

export interface GroupNormSettings {
  /** Runs of channels that share a mean and a variance: 1 takes all of a sample together, as many as channels is instance norm. */
  readonly groups: number;
  /** Added to the variance inside the root. */
  readonly eps: number;
}

/**
 * Group norm of x [B, ...positions, C]: mean and variance over all positions and the channels of a group, then a scale and a
 * shift for each channel, weight and bias [C]. Rows of the layer norm kernel; more than one group costs a permutation each way.
 */
export function applyGroupNorm(
  tape: Tape,
  x: Tensor,
  [weight, bias]: readonly [weight: Tensor, bias: Tensor],
  { groups, eps }: GroupNormSettings,
): Tensor {
  const [batch, channels] = [x.shape[0], x.shape[x.shape.length - 1]];
  if (groups < 1 || channels % groups !== 0) {
    throw new Failure(
      `Group norm cuts ${channels} channels into ${groups} groups; the groups must divide the channels.`,
    );
  }
  const positions = sizeOf(x.shape) / batch / channels;
  const parts = [batch, positions, groups, channels / groups];
  const rows = [batch * groups, positions * (channels / groups)];
  const order = { permutation: [0, 2, 1, 3] };
  const gathered = groups === 1 ? x : tape.apply(permute, [tape.reshape(x, parts)], order)[0];
  const [normed] = tape.apply(layernorm, [tape.reshape(gathered, rows)], { eps });
  const swapped = tape.reshape(normed, [batch, groups, positions, channels / groups]);
  const spread = groups === 1 ? swapped : tape.apply(permute, [swapped], order)[0];
  return map(tape, "add", [map(tape, "multiply", [tape.reshape(spread, x.shape), weight]), bias]);
}
