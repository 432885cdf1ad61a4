import { describe, test } from "vitest";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32 } from "../_kernel/operator.ts";
import { FORWARD, type ScanOrder } from "../_kernel/scan-order.ts";
import { conv1dWeightBackward } from "./backward-weight.ts";
import { conv1dActivationBackward, conv1dCausal } from "./kernel.ts";

const BACKWARD: ScanOrder = { isReversed: true, gridRows: 1 };
const COLUMNS: ScanOrder = { isReversed: false, gridRows: 5 };

interface ConvCase {
  readonly shape: readonly number[];
  readonly taps: number;
  readonly order: ScanOrder;
}

// At most eight products forward; sums over at most 200 steps in the weights' gradients.
describe("causal depthwise convolution kernel", () => {
  test.each<ConvCase>([
    { shape: [1, 1, 1], taps: 4, order: FORWARD },
    { shape: [2, 3, 100], taps: 4, order: FORWARD },
    { shape: [2, 100, 64], taps: 4, order: BACKWARD },
    { shape: [2, 65, 63], taps: 4, order: COLUMNS },
    { shape: [3, 65, 8], taps: 1, order: FORWARD },
    { shape: [1, 63, 5], taps: 8, order: BACKWARD },
  ])("$shape, $taps taps, $order", async ({ shape, taps, order }) => {
    const [x, weight, bias] = [f32(...shape), f32(shape[2], taps), f32(shape[2])];
    const silu = { activation: "silu", order } as const;
    await expectKernelMatches(conv1dCausal, { inputs: [x, weight, bias], attributes: silu, tolerance: 3e-6 });
    const plain = { activation: "identity", order } as const;
    await expectKernelMatches(conv1dCausal, { inputs: [x, weight], attributes: plain, tolerance: 2e-6 });
    await expectKernelMatches(conv1dActivationBackward, {
      inputs: [x, x, weight, bias],
      attributes: silu,
      tolerance: 5e-6,
    });
    await expectKernelMatches(conv1dWeightBackward, { inputs: [x, x], attributes: { taps, order }, tolerance: 5e-6 });
  });
});
