import { describe, expect, it } from "vitest";
import type { ExperimentInput } from "../schema/experiment.ts";
import { parseResult } from "../schema/result.ts";
import { session } from "./small-session.fixture.ts";

describe("a session", () => {
  it(
    "scores the trained weights with other numbers of loops, and refuses weights that were not trained",
    { timeout: 120_000 },
    async () => {
      const loops = (times: number) => ({ title: `${times} loops`, overrides: { "loop.times": times } });
      const algo = (tests: ExperimentInput["arms"][number]["tests"]): ExperimentInput["arms"] => [
        { id: "rope-only", preset: "lm-pico", overrides: { "embed.width": 24 } },
        { id: "3pt", preset: "algo-pico", overrides: { "embed.width": 24 }, tests },
      ];
      const [plain, looped] = (await session({ arms: algo([4, 1, 6].map(loops)) }).session.run()).arms;
      const [{ final, tests = [] }] = looped.runs;
      expect(plain.runs[0].tests).toBeUndefined();
      expect(tests.map(({ title }) => title)).toEqual(["4 loops", "1 loops", "6 loops"]);
      expect(tests[0].evaluation.loss).toBe(final!.loss);
      expect(new Set(tests.map(({ evaluation }) => evaluation.loss)).size).toBe(3);
      const other = { title: "more blocks", overrides: { "pre.times": 2 } };
      await expect(session({ arms: algo([other]) }).session.run()).rejects.toThrow(/was not trained; change only/);
    },
  );

  it(
    "trains on labelled rows and counts the right answers; a text model is refused",
    { timeout: 120_000 },
    async () => {
      const arms: ExperimentInput["arms"] = [
        { id: "rope-only", preset: "triple-softmax" },
        { id: "3pt", preset: "triple-tensor" },
      ];
      const task = { data: { id: "triple-match" }, sequenceLength: 5, batch: 16, samples: undefined };
      const evaluate = { every: 3, tokens: 400, quickTokens: 100 };
      const result = await session({ ...task, arms, budget: { steps: 12 }, evaluate }).session.run();
      expect(parseResult(JSON.parse(JSON.stringify(result)))).toEqual(result);
      for (const { runs } of result.arms) {
        const [{ final, curves }] = runs;
        expect(final).toMatchObject({ targets: 400, bytes: 400, perplexityUnit: "per label" });
        expect((final!.accuracy! * 400) % 1).toBeCloseTo(0, 9);
        expect(final!.accuracy).toBeGreaterThan(0.4);
        expect(curves.trainLoss.at(-1)).toBeLessThan(curves.trainLoss[0]!);
      }
      await expect(session({ ...task }).session.run()).rejects.toThrow(
        /has the task “next-token”, but these data ask for “label-tokens”/,
      );
      await expect(session({ ...task, arms, sequenceLength: 8 }).session.run()).rejects.toThrow(
        "set the sequence length to 5",
      );
    },
  );
});
