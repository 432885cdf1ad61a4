import { describe, expect, test } from "vitest";
import type { GraphTensor } from "../graph/graph.ts";
import { assignSlots, type SlotUse } from "./slots.ts";

let next = 0;
function tensor(floats: number): GraphTensor {
  const made = { id: next++, shape: [floats], dtype: "f32" as const, storage: "slot" as const, name: "" };
  const rooted = made as typeof made & { root: GraphTensor };
  rooted.root = rooted;
  return rooted;
}
const use = (inputs: GraphTensor[], outputs: GraphTensor[], scratch: SlotUse["scratch"] = []): SlotUse => ({
  inputs,
  outputs,
  scratch,
});

describe("slots", () => {
  test("a chain needs two buffers, since a kernel may not read and write one", () => {
    const [a, b, c, d] = [tensor(8), tensor(8), tensor(8), tensor(8)];
    const { slotOf, slotBytes } = assignSlots(
      [use([], [a]), use([a], [b]), use([b], [c]), use([c], [d])],
      () => false,
      new Set(),
    );
    expect(slotBytes).toEqual([32, 32]);
    expect([a, b, c, d].map(({ id }) => slotOf.get(id))).toEqual([0, 1, 0, 1]);
  });

  test("no two tensors that live at once share a buffer", () => {
    const tensors = Array.from({ length: 40 }, (_, i) => tensor(1 + ((i * 7) % 13)));
    const uses = tensors.map((made, i) =>
      use(
        [tensors[Math.max(0, i - 1)], tensors[i >> 1]].filter((one) => one.id < made.id),
        [made],
      ),
    );
    const { slotOf } = assignSlots(uses, () => false, new Set());
    const lastUse = new Map<number, number>();
    uses.forEach((one, i) => [...one.inputs, ...one.outputs].forEach(({ id }) => lastUse.set(id, i)));
    tensors.forEach((first, i) => {
      tensors.slice(i + 1).forEach((second, k) => {
        const born = i + 1 + k;
        if (lastUse.get(first.id)! >= born)
          expect(slotOf.get(first.id), `${i} and ${born}`).not.toBe(slotOf.get(second.id));
      });
    });
  });

  test("kept tensors and scratch: the first lives on, the second ends with its node", () => {
    const [a, b, c] = [tensor(4), tensor(4), tensor(4)];
    const scratch = { id: -1, shape: [4] };
    const { slotOf, slotBytes } = assignSlots(
      [use([], [a], [scratch]), use([a], [b]), use([b], [c])],
      () => false,
      new Set([a.id]),
    );
    expect(slotOf.get(b.id)).toBe(slotOf.get(scratch.id));
    expect(slotOf.get(c.id)).not.toBe(slotOf.get(a.id));
    expect(slotBytes).toHaveLength(3);
  });

  test("a free buffer grows rather than a new one being made", () => {
    const [a, b, c] = [tensor(4), tensor(4), tensor(100)];
    const { slotBytes } = assignSlots([use([], [a]), use([a], [b]), use([b], [c])], () => false, new Set());
    expect(slotBytes).toEqual([400, 16]);
  });
});
