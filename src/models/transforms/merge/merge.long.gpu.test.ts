import { beforeAll, describe, expect, test } from "vitest";
import { Gpu } from "../../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../../engine/gpu/memory.ts";
import { Program } from "../../../engine/gpu/program.ts";
import { PARAMETERS, planProgram } from "../../../engine/plan/plan.ts";
import { randomValues } from "../../../kernels-wgsl/_kernel/check-gradient.ts";
import { STILL_STEP } from "../../../kernels-wgsl/index.ts";
import { hashName } from "../../../lib/threefry.ts";
import { deviceErrors } from "../../build/device-errors.ts";
import { float64ImageRun, imageGraph } from "../../build/float64-image-run.ts";
import type { ArchitectureDocument } from "../../document/types.ts";
import { activator } from "../../presets/activator.ts";
import { FMVIT_MINI, fmvit } from "../../presets/fmvit.ts";
import { block } from "../../presets/preset.ts";
import { branchedVit } from "../../presets/reparameterised-depth.ts";
import { mergeBranches } from "./merge.ts";

const SIDE = 8;
const BATCH = 3;
const IMAGES = Float32Array.from(randomValues(BATCH * SIDE * SIDE * 3, 1));
const CLASSES = Int32Array.of(4, 0, 2);

const small = (document: ArchitectureDocument): ArchitectureDocument => ({
  ...document,
  task: { kind: "classify-image", knobs: { height: SIDE, width: SIDE, channels: 3, classes: 5 } },
});

const FMVIT = small(
  fmvit("two stages", { ...FMVIT_MINI, convolution: [1, 1], mixing: [1, 1], widths: [16, 32], reductions: [2, 2] }),
);
/** Two layers of three branches, on the 2 x 2 patches of such an image. */
const joinedVit = (join: number): ArchitectureDocument => {
  const document = small(branchedVit("joined", { width: 12, hidden: 10, layers: 2, branches: 3, join }));
  const [patches, , ...layers] = document.trunk;
  return { ...document, trunk: [patches, block("position-embedding", { length: 4 }), ...layers] };
};

/** Two layers on the 2 x 2 patches of such an image; its matrix along the patches is as large. */
const ACTIVATOR = small(
  activator("gates", { width: 12, hidden: 10, layers: 2, gatesTokens: true, keepsMlp: true, dropout: 0 }),
);

/** Weights as training leaves them: nothing at its start, variances positive. */
function trained(name: string, initial: Float64Array): Float64Array {
  const noise = randomValues(initial.length, hashName(name));
  const spread = name.endsWith("weight") ? 0.3 : 0.1;
  return initial.map((value, i) =>
    Math.fround(name.endsWith("variance") ? 1 + 0.5 * noise[i] : value + spread * noise[i]),
  );
}

async function deviceLogits(
  gpu: Gpu,
  document: ArchitectureDocument,
  weights: ReadonlyMap<string, Float64Array>,
): Promise<Float32Array> {
  const plan = planProgram(imageGraph(document, BATCH, false).graph, { traits: gpu.traits });
  const memory = new PersistentMemory(gpu);
  const program = await Program.create(gpu, memory, plan, { metrics: ["logits"] });
  for (const { name, offset } of plan.layout.parameters.flatMap(({ parts }) => parts)) {
    memory.write(PARAMETERS, Float32Array.from(weights.get(name) ?? []), offset * 4);
  }
  program.writeInput("images", IMAGES);
  program.writeInput("classes", CLASSES);
  program.submit([STILL_STEP]);
  const [{ metrics }] = await program.records(true);
  program.destroy();
  memory.destroy();
  return metrics.logits[0];
}

describe("networks of branches on the device", { timeout: 90_000 }, () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  test.each([FMVIT, ACTIVATOR, joinedVit(0.5)])("$name: loss and every gradient equal float64", async (document) => {
    const { graph } = imageGraph(document, BATCH, true);
    const inputs = { images: IMAGES, classes: CLASSES };
    const { loss, wantedLoss, gradients } = await deviceErrors(gpu, graph, inputs, 3);
    expect(loss).toBeCloseTo(wantedLoss, 5);
    expect(Object.entries(gradients).filter(([, error]) => !(error < 1e-4))).toEqual([]);
    expect(gpu.deviceError).toBeNull();
  });

  test.each([FMVIT, joinedVit(1)])("$name: merged and unmerged logits agree to 1e-4 in float32", async (document) => {
    const { initial } = float64ImageRun(document, Float64Array.from(IMAGES), [...CLASSES], {
      isTraining: false,
      weights: trained,
    });
    const merged = mergeBranches(document, initial);
    const before = await deviceLogits(gpu, document, initial);
    const after = await deviceLogits(gpu, merged.document, merged.weights);
    const size = Math.max(...before.map(Math.abs));
    before.forEach((value, i) => expect(Math.abs(after[i] - value) / size).toBeLessThan(1e-4));
    expect(gpu.deviceError).toBeNull();
  });
});
