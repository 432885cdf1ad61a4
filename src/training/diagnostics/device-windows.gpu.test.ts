import { expect, test } from "vitest";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { randomIds } from "../../models/build/random-ids.ts";
import { dualStreamFindings } from "../../models/diagnostics/dual-stream.ts";
import type { Finding, TrainedModel, WindowRuns } from "../../models/diagnostics/finding.ts";
import { float64Windows, untrained } from "../../models/diagnostics/float64-windows.ts";
import { threePhaseFindings } from "../../models/diagnostics/three-phase.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";
import { dualStream } from "../../models/presets/dual-stream.ts";
import { presetById } from "../../models/presets/index.ts";
import { deviceWindows } from "./device-windows.ts";

const WINDOWS = randomIds(2, 14, 32);
const DUAL = dualStream("dual", { vocabulary: 32, width: 24, layers: 1, heads: 3 });

type Find = (model: TrainedModel, runs: WindowRuns) => Promise<Finding[]>;

test.each<[string, Find, ArchitectureDocument]>([
  ["three phases", threePhaseFindings, presetById("3pt-pico").document],
  ["two streams", dualStreamFindings, DUAL],
])("findings of %s on the device are those in float64", { timeout: 60_000 }, async (_, find, document) => {
  const model = untrained(document, 3);
  const found = await find(model, deviceWindows(await Gpu.open(), model.weights, WINDOWS));
  const want = await find(model, float64Windows(WINDOWS, 3));
  expect(found.map(({ title }) => title)).toEqual(want.map(({ title }) => title));
  found.forEach(({ title, lines }, i) => {
    lines.forEach(({ y }, line) => {
      y.forEach((value, point) => expect(value, `${title} ${line}`).toBeCloseTo(want[i].lines[line].y[point], 5));
    });
  });
});
