import { expect, test } from "vitest";
import type { DispatchRow, FusionNote, PlanReport } from "../../workers/protocol.ts";
import { dispatchStarts, fusionGroups, recomputeSentence, variantRows } from "./plan-rows.ts";

const note = (rows: readonly string[], into: string | null, reasons: readonly string[] = []): FusionNote => ({
  kind: "elementwise",
  scope: "ffn",
  phase: "forward",
  rows,
  into,
  reasons,
});

const dispatch = (label: string, variant: string, node: number): DispatchRow => ({
  label,
  variant,
  node,
  block: "ffn",
  phase: "forward",
  flops: 1,
  bytes: 1,
  workgroups: [1, 1, 1],
});

test("what stays a kernel comes first, with each reason once", () => {
  const groups = fusionGroups([
    note(["add"], "matmul"),
    note(["add"], "matmul"),
    note(["square"], null, ["rope takes no ending."]),
    note(["square"], null, ["rope takes no ending.", "reduce takes no ending."]),
  ]);
  expect(groups.map(({ what, fate, count, reasons }) => ({ what, fate, count, reasons }))).toEqual([
    { what: "square", fate: "stays a kernel", count: 2, reasons: ["rope takes no ending.", "reduce takes no ending."] },
    { what: "add", fate: "became part of matmul", count: 2, reasons: [] },
  ]);
});

test("texts of a kernel are counted apart", () => {
  const rows = variantRows([
    dispatch("b", "1", 0),
    dispatch("a", "1", 1),
    dispatch("b", "2", 2),
    dispatch("b", "1", 3),
  ]);
  expect(rows.map(({ label, variant, dispatches }) => [label, variant, dispatches])).toEqual([
    ["a", "1", 1],
    ["b", "1", 2],
    ["b", "2", 1],
  ]);
});

test("nodes are placed on the axis of dispatches", () => {
  const dispatches = [dispatch("a", "1", 0), dispatch("a", "1", 0), dispatch("b", "1", 2)];
  const report = { dispatches, liveBytesByNode: [1, 1, 1] } as unknown as PlanReport;
  expect(dispatchStarts(report)).toEqual([0, 2, 2, 3]);
});

test("says what recomputation takes and gives", () => {
  const memory = {
    none: { peakBytes: 3000, slotBytes: 2000, flops: 100, dispatches: 10 },
    blocks: { peakBytes: 2000, slotBytes: 1000, flops: 125, dispatches: 14 },
  };
  const plan = { memory, recompute: "none", laterSegments: 0, report: {} as PlanReport } as const;
  expect(recomputeSentence(plan, (bytes) => `${bytes} B`)).toBe(
    "This experiment keeps activations. Making them again takes 1000 B less at the peak, for 4 more dispatches and 25 % more operations.",
  );
});
