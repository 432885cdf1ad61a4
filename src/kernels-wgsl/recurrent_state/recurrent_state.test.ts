import { expect, test } from "vitest";
import { f32, u32 } from "../_kernel/operator.ts";
import { recurrentStateKeep, recurrentStateRecall } from "./kernel.ts";

test("a running sum starts at nothing, whatever was kept", () => {
  let state = Float64Array.of(99, -99);
  for (let position = 0; position < 3; position++) {
    const specs = [f32(2), u32(1)];
    const [before] = recurrentStateRecall.reference([state, Float64Array.of(position)], {}, specs);
    const next = before.map((value, i) => value + (i + 1) * (position + 1));
    state = Float64Array.from(recurrentStateKeep.reference([next, state], {}, [f32(2), f32(2)])[0]);
  }
  expect([...state]).toEqual([6, 12]);
});

test("refuses another size", () => {
  expect(() => recurrentStateKeep.infer([f32(3), f32(2, 2)], {})).toThrow("a state [2, 2] cannot keep [3]");
});
