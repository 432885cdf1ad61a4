import { describe, test } from "vitest";
import { randomValues } from "../_kernel/check-gradient.ts";
import { expectKernelMatches } from "../_kernel/harness.ts";
import { f32, sizeOf, type DeviceTraits } from "../_kernel/operator.ts";
import { FORWARD, type ScanOrder } from "../_kernel/scan-order.ts";
import { ssdScan, ssdScanBackward } from "./kernel.ts";

const REVERSED: ScanOrder = { isReversed: true, gridRows: 1 };

interface SsdCase {
  readonly batch: number;
  readonly length: number;
  readonly heads: number;
  readonly width: number;
  readonly groups: number;
  readonly state: number;
  readonly order: ScanOrder;
}

async function expectScanMatches(test: SsdCase, traits: Partial<DeviceTraits>): Promise<void> {
  const { batch, length, heads, width, groups, state, order } = test;
  const attributes = { order, groups };
  const inputs = [
    f32(batch, length, heads * width),
    f32(batch, length, heads),
    f32(batch, length, 2 * groups * state),
    f32(heads),
  ];
  const random = inputs.map((spec, i) => randomValues(sizeOf(spec.shape), i + 1));
  const values = [
    random[0],
    random[1].map((v) => Math.fround(0.3 * (1.1 + v))),
    random[2],
    random[3].map((v) => Math.fround(-1.1 - v)),
  ];
  await expectKernelMatches(ssdScan, {
    inputs,
    attributes,
    values: Object.fromEntries(values.entries()),
    tolerance: 5e-6,
    traits,
  });
  const outputs = ssdScan.infer(inputs, attributes);
  const [, states] = ssdScan.reference(values, attributes, inputs);
  await expectKernelMatches(ssdScanBackward, {
    inputs: [...inputs, outputs[1], outputs[0]],
    attributes,
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

// As for the selective scan; the steps' gradients sum over the channels of a head too.
describe.each(VARIANTS)("kernel of the scan with one decay per head, %s", (_, traits) => {
  test.each<SsdCase>([
    { batch: 1, length: 1, heads: 1, width: 1, groups: 1, state: 8, order: FORWARD },
    { batch: 2, length: 65, heads: 4, width: 10, groups: 2, state: 8, order: FORWARD },
    { batch: 1, length: 100, heads: 3, width: 21, groups: 1, state: 8, order: REVERSED },
    { batch: 1, length: 63, heads: 2, width: 3, groups: 2, state: 5, order: FORWARD },
  ])("%o", async (one) => {
    await expectScanMatches(one, traits);
  });
});
