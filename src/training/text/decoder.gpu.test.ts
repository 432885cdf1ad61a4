import { beforeAll, describe, expect, test } from "vitest";
import { byteTokenizer } from "../../data/tokenizers/byte.ts";
import { Gpu } from "../../engine/gpu/gpu.ts";
import { PersistentMemory } from "../../engine/gpu/memory.ts";
import { layoutParameters, type ParameterLayout } from "../../engine/plan/layout.ts";
import { PARAMETERS } from "../../engine/plan/plan.ts";
import { threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import { CATALOGUE } from "../../models/blocks/index.ts";
import { stateFloats } from "../../models/build/cost.ts";
import { float64Run } from "../../models/build/float64-run.ts";
import { decodeGraph } from "../../models/decode/decode-graph.ts";
import { readDocument } from "../../models/document/validate.ts";
import { presetById } from "../../models/presets/index.ts";
import { initialArena } from "../state/initial-arena.ts";
import { Decoder } from "./decoder.ts";

const LENGTH = 16;
const IDS = Array.from({ length: LENGTH + 1 }, (_, i) => uniformBelow(threefry2x32(5, 0, i, 0)[0], 256));

describe("decoding on the device", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });

  function opened(preset: string) {
    const { document } = presetById(preset);
    const checked = readDocument(document, CATALOGUE);
    const layout = layoutParameters(decodeGraph(checked, LENGTH).graph);
    const arena = initialArena(layout, 3);
    const memory = new PersistentMemory(gpu);
    memory.write(PARAMETERS, arena);
    const decoder = Decoder.create(gpu, { memory, layout }, checked, LENGTH);
    return { document, checked, layout, arena, memory, decoder };
  }

  test.each([
    "lm-pico",
    "3pt-pico",
    "gpt2-nano",
    "sqa-nano-sqa-window",
    "mamba-pico",
    "mamba2-pico",
    "mamba-nano-lti",
    "mamba-hybrid-pico",
    "memoryformer-pico",
    "tokenformer-pico",
    "noble-r8-pico",
    "cofrgenet-f-pico",
    "cofrgenet-nano-cattnm",
    "cofrgenet-nano-cattnu",
    "min-text-pico-all",
    "min-text-pico-no-values",
    "ladder-pico",
    "algo-pico",
  ])("%s: logits token by token equal the parallel form in float64", { timeout: 60_000 }, async (preset) => {
    const { document, checked, layout, arena, memory, decoder } = opened(preset);
    const { logits } = float64Run(document, [IDS], { weights: (name) => rounded(layout, arena, name) });
    const width = logits.length / LENGTH;
    const size = Math.sqrt(logits.reduce((sum, value) => sum + value * value, 0) / logits.length);
    // A second sequence finds the states of the first.
    for (const turn of [1, 2]) {
      let worst = 0;
      for (let t = 0; t < LENGTH; t += 1) {
        const reading = await decoder.read([IDS[t]], t);
        reading.logits.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - logits[t * width + i]))));
      }
      expect(worst / size, `sequence ${turn}`).toBeLessThan(2e-5);
    }
    const allocated = memory.entries().filter(({ key }) => key.startsWith("buffer state "));
    // Buffers are rounded up to 16 bytes each.
    const bytes = allocated.reduce((sum, entry) => sum + entry.bytes, 0);
    expect(decoder.stateBytes).toBe(4 * stateFloats(checked, decoder.capacity));
    expect(bytes - decoder.stateBytes).toBeLessThan(16 * Math.max(1, allocated.length));
    decoder.destroy();
    memory.destroy();
  });

  test("a token is one submit and makes nothing; the same seed writes the same text, past the sequence length too", async () => {
    const { memory, decoder } = opened("lm-pico");
    const settings = { prompt: "The ", tokens: 40, temperature: 1, topK: 20, seed: 9 };
    const first = await decoder.write(byteTokenizer, settings);
    const before = { ...gpu.ledger };
    await decoder.read([1, 2, 3], 4);
    const { buffers, bindGroups, pipelines, submits } = gpu.ledger;
    expect([buffers, bindGroups, pipelines]).toEqual([before.buffers, before.bindGroups, before.pipelines]);
    expect(submits - before.submits).toBe(3);
    expect(await decoder.write(byteTokenizer, settings)).toBe(first);
    expect(await decoder.write(byteTokenizer, { ...settings, seed: 10 })).not.toBe(first);
    decoder.destroy();
    memory.destroy();
  });

  test("latency is measured up to the capacity", async () => {
    const { memory, decoder } = opened("lm-pico");
    const times = await decoder.measure([1, decoder.capacity]);
    expect(times.map(({ context }) => context)).toEqual([1, 1024]);
    for (const { tokenMs } of times) expect(tokenMs.median).toBeGreaterThan(0);
    expect(gpu.deviceError).toBeNull();
    decoder.destroy();
    memory.destroy();
  });
});

/** The values of a tensor, all its parts, as the device has them. */
function rounded(layout: ParameterLayout, arena: Float32Array, name: string): Float64Array | undefined {
  const placed = layout.parameters.find(({ declaration }) => declaration.parts[0].name === name);
  return placed && Float64Array.from(arena.subarray(placed.offset, placed.offset + placed.floats));
}
