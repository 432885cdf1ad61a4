import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf, type DeviceTraits } from "../_kernel/operator.ts";
import { FORWARD, type ScanOrder } from "../_kernel/scan-order.ts";
import { selectiveScan, selectiveScanBackward } from "./kernel.ts";

const REVERSED: ScanOrder = { isReversed: true, gridRows: 1 };
const COLUMNS: ScanOrder = { isReversed: true, gridRows: 5 };

interface ScanCase {
  readonly batch: number;
  readonly length: number;
  readonly channels: number;
  readonly state: number;
  readonly order: ScanOrder;
  /** Factor of the steps; large ones underflow every decay. */
  readonly stride?: number;
}

async function expectScanMatches(test: ScanCase, traits: Partial<DeviceTraits>): Promise<void> {
  const { batch, length, channels, state, order, stride = 0.5 } = test;
  const inputs = [
    f32(batch, length, channels),
    f32(batch, length, channels),
    f32(batch, length, 2 * state),
    f32(channels, state),
  ];
  const random = inputs.map((spec, i) => randomValues(sizeOf(spec.shape), i + 1));
  const values = [
    random[0],
    random[1].map((v) => Math.fround(stride * (1.1 + v))),
    random[2],
    random[3].map((v) => Math.fround(-1.1 - v)),
  ];
  await expectKernelMatches(selectiveScan, {
    inputs,
    attributes: { order },
    values: Object.fromEntries(values.entries()),
    tolerance: 5e-6,
    traits,
  });
  const outputs = selectiveScan.infer(inputs, { order });
  const [, states] = selectiveScan.reference(values, { order }, inputs);
  await expectKernelMatches(selectiveScanBackward, {
    inputs: [...inputs, outputs[1], outputs[0]],
    attributes: { order },
    values: Object.fromEntries([...values, states].entries()),
    tolerance: 2e-5,
    traits,
  });
}

const VARIANTS: readonly (readonly [string, Partial<DeviceTraits>])[] = [
  ["recurrent with quads", { isSoftware: true }],
  ["recurrent without quads", { isSoftware: true, hasQuads: false }],
  ["chunked", { isSoftware: false }],
];

// A state sums at most a hundred decaying terms; the rates' gradients sum over batch and length.
describe.each(VARIANTS)("selective scan kernel, %s", (_, traits) => {
  test.each<ScanCase>([
    { batch: 1, length: 1, channels: 1, state: 3, order: FORWARD },
    { batch: 2, length: 3, channels: 100, state: 8, order: REVERSED },
    { batch: 2, length: 65, channels: 20, state: 8, order: FORWARD },
    { batch: 1, length: 65, channels: 63, state: 3, order: COLUMNS },
    { batch: 1, length: 100, channels: 4, state: 8, order: FORWARD, stride: 200 },
  ])("%o", async (one) => {
    await expectScanMatches(one, traits);
  });
});
