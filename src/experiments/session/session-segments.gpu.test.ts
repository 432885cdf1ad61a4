import { describe, expect, it } from "vitest";
import type { ExperimentInput } from "../schema/experiment.ts";
import { parseResult } from "../schema/result.ts";
import { hashes, session, until } from "./small-session.fixture.ts";

describe("segments", () => {
  const grow = (grown: number) => ({ "layers.ffn.grown": grown });
  const overrides = { "embed.width": 24, "layers.ffn.tokens": 16 };
  const arms: ExperimentInput["arms"] = [
    { id: "rope-only", preset: "tokenformer-grow-48", overrides },
    {
      id: "3pt",
      preset: "tokenformer-grow-48",
      overrides,
      segments: [
        { at: 0.4, overrides: grow(16) },
        { at: 0.7, overrides: grow(48) },
      ],
    },
  ];

  it("grow a model without a step in its loss, and say what became of it", { timeout: 120_000 }, async () => {
    const { session: run, events } = session({ arms });
    const result = await run.run();
    const [small, grown] = result.arms.map((arm) => arm.runs[0]);
    expect(grown.segments.map(({ fromStep }) => fromStep)).toEqual([0, 3, 5]);
    expect(new Set(grown.segments.map(({ documentHash }) => documentHash)).size).toBe(3);
    expect(grown.segments[2].transform).toMatch(/4 of them with rows appended; 0 new, 0 dropped/);
    expect(grown.curves.segment).toEqual([0, 0, 0, 1, 1, 2, 2]);
    // Step 4 reads its loss before it changes the grown model: it is the ungrown one's.
    expect(grown.curves.trainLoss.slice(0, 4)).toEqual(small.curves.trainLoss.slice(0, 4));
    expect(grown.curves.trainLoss[4]).not.toBe(small.curves.trainLoss[4]);
    expect(result.arms[1].parameters - result.arms[0].parameters).toBe(2 * 2 * 48 * 24);
    expect(grown.curves.flops[6]).toBeGreaterThan(small.curves.flops[6]);
    expect(grown.counters).toMatchObject({ buffersCreatedAfterWarmup: 0, pipelinesCreatedAfterWarmup: 0 });
    expect(grown.final).toBeDefined();
    expect(events.filter((event) => event.type === "notice" && event.key?.arm === "3pt")).toHaveLength(2);
    expect(parseResult(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });

  it.each([3, 4])("resume at step %i as if the run had never stopped", { timeout: 120_000 }, async (step) => {
    const uninterrupted = await session({ arms }).session.run();
    const { session: stopped, events } = session({ arms }, { pauseAtStep: step });
    const ending = stopped.run();
    await until(events, (event) => event.type === "state" && event.state === "paused");
    const state = await stopped.exportState();
    stopped.control.stop();
    await ending;
    const resumed = await session({ arms }, { resumeFrom: state }).session.run();
    expect(hashes(resumed)).toEqual(hashes(uninterrupted));
    const curves = [resumed, uninterrupted].map((result) => result.arms[1].runs[0].curves);
    expect(curves[0].trainLoss).toEqual(curves[1].trainLoss);
    expect(curves[0].flops).toEqual(curves[1].flops);
  });

  it("swap one block for another that keeps its weights by name", { timeout: 120_000 }, async () => {
    const swapped = session({
      arms: [
        { id: "rope-only", preset: "lm-pico-gelu", overrides: { "embed.width": 24 } },
        {
          id: "3pt",
          preset: "lm-pico-gelu",
          overrides: { "embed.width": 24 },
          segments: [{ at: 0.5, preset: "min-text-pico-symmetric", overrides: { "embed.width": 24 } }],
        },
      ],
    });
    const [run] = (await swapped.session.run()).arms[1].runs;
    expect(run.segments[1]).toMatchObject({
      fromStep: 4,
      transform: expect.stringMatching(
        /: 7 parameters carried over, 0 of them with rows appended; 0 new, 12 dropped/,
      ) as unknown,
    });
    expect(run.final).toBeDefined();
  });

  it(
    "swap softmax for codes learned from a batch, and fine-tune at a tenth of the rate",
    { timeout: 120_000 },
    async () => {
      const segments = [{ at: 0.5, preset: "eco-lm-pico-all", overrides: { "embed.width": 24 }, rateScale: 0.1 }];
      const started = (own: object): ExperimentInput["arms"] => [
        { id: "rope-only", preset: "shared-qk-pico", overrides: { "embed.width": 24 } },
        {
          id: "3pt",
          preset: "shared-qk-pico",
          overrides: { "embed.width": 24 },
          segments: [{ ...segments[0], ...own }],
        },
      ];
      const learned = await session({ arms: started({ learn: "hash" }), batch: 4 }).session.run();
      const drawn = await session({ arms: started({}), batch: 4 }).session.run();
      const [plain, run] = learned.arms.map((arm) => arm.runs[0]);
      expect(run.segments[1].transform).toMatch(
        /The hashes of 2 EcoFormer blocks were learned from the batch of step 5/,
      );
      expect(run.curves.trainLoss.slice(0, 4)).toEqual(plain.curves.trainLoss.slice(0, 4));
      const scales = run.curves.learningRate.map((rate, step) => rate / plain.curves.learningRate[step]);
      [1, 1, 1, 1, 0.1, 0.1, 0.1].forEach((scale, step) => expect(scales[step]).toBeCloseTo(scale, 12));
      expect(run.stateHash).not.toBe(drawn.arms[1].runs[0].stateHash);
      expect(run.counters).toMatchObject({ buffersCreatedAfterWarmup: 0, pipelinesCreatedAfterWarmup: 0 });
    },
  );
});
