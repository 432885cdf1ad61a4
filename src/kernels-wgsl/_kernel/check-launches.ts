import { expect } from "vitest";
import {
  PORTABLE_TRAITS,
  sizeOf,
  type Attributes,
  type DeviceTraits,
  type Launch,
  type Operator,
  type Tensor,
  type TensorSpec,
} from "./operator.ts";
import { packParams } from "./pack-params.ts";

/**
 * Lowers one application and checks what every launch promises: an entry point of its label, params that fit its struct, at
 * most eight storage buffers, none both read and written, and byte counters equal to the sizes of what it binds.
 */
export function lowerChecked<A extends Attributes>(
  operator: Operator<A>,
  inputs: readonly TensorSpec[],
  attributes: A,
  traits: DeviceTraits = PORTABLE_TRAITS,
): readonly Launch[] {
  let id = 0;
  const tensorOf = (spec: TensorSpec): Tensor => ({ id: id++, ...spec });
  const application = {
    inputs: inputs.map(tensorOf),
    outputs: operator.infer(inputs, attributes).map(tensorOf),
    attributes,
  };
  const scratch = (operator.scratch?.(inputs, attributes, traits) ?? []).map(tensorOf);
  const launches = operator.lower(application, scratch, traits);
  for (const launch of launches) checkLaunch(launch);
  return launches;
}

function checkLaunch({ label, source, params, bindings, counters }: Launch): void {
  expect(source, label).toMatch(new RegExp(`fn ${label}\\(`));
  expect(() => packParams(source, params, label)).not.toThrow();
  expect(bindings.length, `${label}: storage buffers`).toBeLessThanOrEqual(8);
  const written = bindings.filter(({ access }) => access === "read_write").map(({ tensor }) => tensor.id);
  const read = bindings.filter(({ access }) => access === "read");
  for (const { tensor } of read) expect(written, `${label} reads what it writes`).not.toContain(tensor.id);
  const bytes = (which: typeof bindings): number =>
    which.reduce((sum, { tensor }) => sum + 4 * sizeOf(tensor.shape), 0);
  const unique = read.filter(({ tensor }, i) => read.findIndex((other) => other.tensor.id === tensor.id) === i);
  expect(counters.bytesRead, `${label}: bytes read`).toBe(bytes(unique));
  expect(counters.bytesWritten, `${label}: bytes written`).toBe(
    bytes(bindings.filter((one) => one.access === "read_write")),
  );
  expect(counters.launches, label).toBe(1);
}
