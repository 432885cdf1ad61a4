import { expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { randomIds } from "../../models/build/random-ids.ts";
import { dualStreamFindings } from "../../models/diagnostics/dual-stream.ts";
import type { Finding, TrainedModel, WindowRuns } from "../../models/diagnostics/finding.ts";
import { float64Windows, untrained } from "../../models/diagnostics/float64-windows.ts";
import { threePhaseFindings } from "../../models/diagnostics/three-phase.ts";
import { presetById } from "../../models/presets/index.ts";
import { deviceWindows } from "./device-windows.ts";

const WINDOWS = randomIds(2, 34, 256);

type Find = (model: TrainedModel, runs: WindowRuns) => Promise<Finding[]>;

test.each<[string, Find]>([
  ["3pt-pico", threePhaseFindings],
  ["dual-stream-kronecker-pico", dualStreamFindings],
])("findings of %s on the device are those in float64", { timeout: 60_000 }, async (preset, find) => {
  const model = untrained(presetById(preset).document, 3);
  const found = await find(model, deviceWindows(await Gpu.open(), model.weights, WINDOWS));
  const want = await find(model, float64Windows(WINDOWS, 3));
  expect(found.map(({ title }) => title)).toEqual(want.map(({ title }) => title));
  found.forEach(({ title, lines }, i) => {
    lines.forEach(({ y }, line) => {
      y.forEach((value, point) => expect(value, `${title} ${line}`).toBeCloseTo(want[i].lines[line].y[point], 5));
    });
  });
});
