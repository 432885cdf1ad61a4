import { expect, test } from "vitest";
import { untrained } from "../../models/diagnostics/float64-windows.ts";
import { presetById } from "../../models/presets/index.ts";
import { heldOutWindows } from "../../data/prepare.ts";
import { findTrained, type TrainedArm } from "./trained-arm.ts";

const armOf = (arm: string, windows: number[][] = [[1, 2, 3]]): TrainedArm => ({
  arm,
  title: arm,
  step: 1,
  learningRate: 0.01,
  model: untrained(presetById("lm-pico").document, 1),
  windows,
});

test("windows hold one token more than a row reads, and the short last one is left out", () => {
  const stream = {
    tokens: Uint8Array.from({ length: 12 }, (_, i) => i),
    byteLengths: new Uint8Array(12).fill(1),
    documentStarts: new Uint32Array(1),
    bytes: 12,
  };
  const slice = {
    sequenceLength: 5,
    windowStarts: Uint32Array.of(0, 5, 10),
    windowTargets: Uint32Array.of(5, 5, 1),
    targets: 11,
    bytes: 11,
    sha256: "",
  };
  expect(heldOutWindows(stream, slice)).toEqual([
    [0, 1, 2, 3, 4, 5],
    [5, 6, 7, 8, 9, 10],
  ]);
});

test("finds an arm, else the last, else says what to do", () => {
  const trained = [armOf("a"), armOf("b")];
  expect(findTrained(trained, "a").arm).toBe("a");
  expect(findTrained(trained, undefined).arm).toBe("b");
  expect(() => findTrained(trained, "c")).toThrow("no trained arm “c”; there are a, b");
  expect(() => findTrained([], undefined)).toThrow("Run the card's experiment first");
  expect(() => findTrained([armOf("a", [])], "a")).toThrow("long enough");
});
