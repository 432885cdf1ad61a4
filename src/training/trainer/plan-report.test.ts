import { describe, expect, test } from "vitest";
import { planProgram } from "../../engine/plan/plan.ts";
import { planReport } from "../../engine/plan/report.ts";
import type { PlanReport } from "../../engine/plan/report.ts";
import { PORTABLE_TRAITS } from "../../kernels-wgsl/index.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { readDocument } from "../../models/document/validate.ts";
import { decoder, NANO } from "../../models/presets/language-models.ts";
import { plannedObjective } from "../objectives/index.ts";
import { DEFAULT_OPTIMIZER } from "../optimizers/settings.ts";
import { trainingGraph } from "./graphs.ts";

function report(sequenceLength: number, recompute: "none" | "blocks" = "none"): PlanReport {
  const checked = readDocument(decoder("reported", NANO), CATALOGUE);
  const setting = { batch: 1, sequenceLength, microSteps: 1, optimizer: DEFAULT_OPTIMIZER };
  const graph = trainingGraph(plannedObjective(checked, { sequenceLength, trainTokens: 20_000 }), setting);
  return planReport(planProgram(graph, { traits: PORTABLE_TRAITS, recompute }));
}

describe("the report of a plan", () => {
  const plain = report(128);

  test("no two tenants of a slot live at once, and none is larger than it", () => {
    for (const { bytes, tenants } of plain.slots) {
      tenants.forEach((tenant, i) => {
        expect(tenant.bytes).toBeLessThanOrEqual(bytes);
        if (i > 0) expect(tenant.firstNode).toBeGreaterThan(tenants[i - 1].lastNode);
      });
    }
  });

  test("what is alive at the peak adds up by blocks and fits into the slots", () => {
    expect(plain.liveByBlock.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(plain.liveBytes);
    expect(plain.liveBytes).toBeLessThanOrEqual(plain.slotBytes);
    expect(plain.slotBytes).toBeLessThan(plain.peakBytes);
    expect(report(128, "blocks").liveBytes).toBeLessThan(plain.liveBytes);
    expect(plain.liveBytesByNode[plain.peakNode]).toBe(plain.liveBytes);
    expect(plain.dispatches.at(-1)!.node).toBe(plain.liveBytesByNode.length - 1);
  });

  test("every dispatch has its block, bytes and operations", () => {
    expect(plain.dispatches.every(({ block, bytes }) => block !== "" && bytes > 0)).toBe(true);
    expect(plain.dispatches.find(({ label }) => label.startsWith("matmul"))!.flops).toBeGreaterThan(0);
    expect(plain.dispatches.every(({ variant }) => /^[0-9a-f]{8}$/.test(variant))).toBe(true);
  });

  test("what might have been fused was, or says why not", () => {
    expect(plain.fusion.some(({ into }) => into === "matmul")).toBe(true);
    expect(new Set(plain.fusion.map(({ kind }) => kind))).toEqual(new Set(["elementwise", "partial sums"]));
    for (const { into, reasons } of plain.fusion) expect(reasons.length > 0).toBe(into === null);
    for (const reason of plain.fusion.flatMap(({ reasons }) => reasons)) expect(reason).toMatch(/^[A-Za-z_].*\w\.$/);
  });
});

test("planned bytes of activations grow linearly from 512 to 8,192 positions", () => {
  const lengths = [512, 1024, 2048, 4096, 8192];
  for (const recompute of ["none", "blocks"] as const) {
    const bytes = lengths.map((length) => report(length, recompute).slotBytes);
    // What does not depend on the length weighs less and less, so a doubling may only bring less than twice the bytes.
    bytes.slice(1).forEach((more, i) => expect(more / bytes[i], `${lengths[i + 1]}`).toBeLessThanOrEqual(2));
  }
});
