import { expect, it } from "vitest";
import { stateHash } from "./state-hash.ts";
import type { StateTensor } from "./state-hash.ts";

const tensor = (name: string, ...values: number[]): StateTensor => ({
  kind: "parameter",
  name,
  shape: [values.length],
  data: Float32Array.from(values),
});

it("does not depend on the order of the tensors", async () => {
  const [a, b] = [tensor("a", 1, 2), tensor("b", 3)];
  expect(await stateHash([a, b])).toBe(await stateHash([b, a]));
});

it("changes with one bit, a name, a shape or a kind", async () => {
  const base = await stateHash([tensor("a", 1, 2)]);
  const changed = [
    tensor("a", 1, 2.0000002384185791),
    tensor("b", 1, 2),
    { ...tensor("a", 1, 2), shape: [1, 2] },
    { ...tensor("a", 1, 2), kind: "moment" as const },
  ];
  for (const other of changed) expect(await stateHash([other])).not.toBe(base);
});
