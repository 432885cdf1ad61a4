import { expect, test } from "vitest";
import { flameFrames, neighbour } from "./flame-layout.ts";
import { PROFILE } from "./profile.fixture.ts";
import { busyMs, workRows } from "./work-rows.ts";

test("kernels and blocks add up to the step, slowest first", () => {
  for (const grouping of ["kernel", "block", "launch"] as const) {
    const rows = workRows(PROFILE, grouping);
    expect(rows.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(busyMs(PROFILE));
    expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(rows.map(({ ms }) => ms)).toEqual(rows.map(({ ms }) => ms).toSorted((a, b) => b - a));
  }
  const [first] = workRows(PROFILE, "kernel");
  expect(first).toMatchObject({ name: "matmul_tn", launches: 1, flops: 1e6, bytes: 2e5, bound: "memory" });
  expect(first.peakFraction).toBeCloseTo(0.5);
  expect(workRows(PROFILE, "block").map(({ name, launches }) => [name, launches])).toEqual([
    ["ffn", 3],
    ["optimizer", 1],
  ]);
});

test("the flame has a row of passes, of blocks and of kernels, each within the one above", () => {
  const rows = flameFrames(PROFILE);
  expect(rows.map((row) => row.map(({ name }) => name))).toEqual([
    ["forward", "backward", "optimizer"],
    ["ffn", "ffn", "optimizer"],
    ["matmul_nt", "rmsnorm", "matmul_tn", "adamw"],
  ]);
  expect(rows[0][0]).toMatchObject({ startMs: 0, endMs: 2.4 });
  expect(rows[2][2].sentence).toBe(
    "matmul_tn in ffn, backward: 4.00 ms (63 % of the step), 1.00 MFLOP, 200 kB, 250 MFLOP/s, 50.0 MB/s; 50 % of this device's measured bandwidth.",
  );
  expect(rows[2][3].sentence).toContain("too short for the device's clock");
});

test("arrows lead along a row and between rows", () => {
  const rows = flameFrames(PROFILE);
  const [[forward, backward]] = rows;
  expect(neighbour(rows, forward, "ArrowRight")).toBe(backward);
  expect(neighbour(rows, forward, "ArrowLeft")).toBe(forward);
  expect(neighbour(rows, backward, "ArrowDown")).toBe(rows[1][1]);
  expect(neighbour(rows, rows[1][1], "ArrowDown")).toBe(rows[2][2]);
  expect(neighbour(rows, rows[2][2], "ArrowUp")).toBe(rows[1][1]);
  expect(neighbour(rows, rows[2][2], "End")).toBe(rows[2][3]);
});
