import { expect, test } from "vitest";
import { blockRun } from "../../build/block-run.ts";

const spikes = (knobs: object, values: readonly number[]): number[] => [
  ...blockRun("spiking-neuron", knobs, { shape: [1, values.length, 1], values: Float64Array.from(values) }).y,
];

test("the worked example: potentials .75, 1.125, .1, 1.55, -.5, 1 fire where they reach the threshold", () => {
  expect(spikes({}, [1.5, 1.5, 0.2, 3, -1, 2.5])).toEqual([0, 1, 0, 1, 0, 1]);
});

test("a lower threshold fires earlier; what is left over by a subtracting reset fires again", () => {
  expect(spikes({ threshold: 0.5 }, [1.5, 0, 0])).toEqual([1, 0, 0]);
  expect(spikes({ threshold: 0.5, reset: "subtract" }, [4, 0, 0])).toEqual([1, 1, 0]);
});

test("firing rates lie within 0 and 1, and silence stays silent", () => {
  const rate = (values: readonly number[]): number =>
    spikes({}, values).reduce((sum, one) => sum + one, 0) / values.length;
  expect(rate(Array.from({ length: 50 }, () => 9))).toBe(1);
  expect(rate(Array.from({ length: 50 }, () => 0))).toBe(0);
});
