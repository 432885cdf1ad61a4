import { describe, expect, test } from "vitest";
import { uniformBelow, threefry2x32 } from "../../lib/threefry.ts";
import { CATALOGUE } from "../blocks/index.ts";
import { canonicalText } from "../document/canonical.ts";
import type { ArchitectureDocument, Item, RepeatItem, Scale } from "../document/types.ts";
import { decoder, gpt2, type DecoderSize } from "../presets/language-models.ts";
import { block } from "../presets/preset.ts";
import { threePhase } from "../presets/three-phase.ts";
import { float64Run } from "./float64-run.ts";

const SIZE: DecoderSize = { vocabulary: 32, width: 24, layers: 2, hidden: 20, heads: 6, kvHeads: 3 };
const base = decoder("base", SIZE);

function tokens(batch: number, length: number, seed = 7): number[][] {
  return Array.from({ length: batch }, (_, row) =>
    Array.from({ length }, (__, column) => uniformBelow(threefry2x32(seed, 0, row, column)[0], SIZE.vocabulary)),
  );
}

const IDS = tokens(2, 9);

function worst(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index])), 0);
}

/** The document with the body of its layers changed. */
function withBody(document: ArchitectureDocument, change: (repeat: RepeatItem) => Item): ArchitectureDocument {
  return {
    ...document,
    trunk: document.trunk.map((item) => (item.kind === "repeat" ? change(item as RepeatItem) : item)),
  };
}

describe("every decoder", () => {
  const documents: readonly [string, ArchitectureDocument][] = [
    ["LM-base", base],
    ["GPT-2", gpt2("gpt2", { ...SIZE, kvHeads: 6, sequenceLength: 16 })],
    ["3PT", threePhase("3pt", SIZE)],
    ["3PT, zero mean", threePhase("3pt", SIZE, { horn: "zero" })],
    [
      "LM-base in a window",
      JSON.parse(JSON.stringify(base).replaceAll('"kvHeads":3', '"kvHeads":3,"window":3')) as ArchitectureDocument,
    ],
  ];

  test.each(documents)("%s starts near a uniform guess", (_, document) => {
    const { loss } = float64Run(document, IDS);
    expect(Math.abs(loss - Math.log(SIZE.vocabulary))).toBeLessThan(0.6);
  });

  test.each(documents)("%s does not look ahead", (_, document) => {
    const other = IDS.map((row) => [...row]);
    other[0][6] = (other[0][6] + 5) % SIZE.vocabulary;
    const [before, after] = [IDS, other].map((ids) => float64Run(document, ids).logits);
    const seen = 6 * SIZE.vocabulary;
    expect(worst(before.subarray(0, seen), after.subarray(0, seen))).toBe(0);
    expect(
      worst(before.subarray(seen, seen + SIZE.vocabulary), after.subarray(seen, seen + SIZE.vocabulary)),
    ).toBeGreaterThan(0);
  });

  test("every parameter of 3PT gets a gradient", () => {
    for (const [name, gradient] of float64Run(threePhase("3pt", SIZE), IDS).gradients) {
      expect(
        gradient.some((value) => value !== 0),
        name,
      ).toBe(true);
    }
  });
});

describe("3PT against LM-base", () => {
  test("with every part off and one phase it is LM-base itself", () => {
    const bare = threePhase("base", SIZE, { phases: 1, rotation: "off", horn: "off" });
    expect(canonicalText(bare, CATALOGUE)).toBe(canonicalText(base, CATALOGUE));
  });

  test("all weights they share start equal", () => {
    const [own, other] = [base, threePhase("3pt", SIZE)].map((document) => float64Run(document, IDS).initial);
    for (const [name, values] of own) expect(other.get(name), name).toEqual(values);
    expect(other.size - own.size).toBe(SIZE.layers);
  });

  test("angles start depth-linear", () => {
    const { initial } = float64Run(threePhase("3pt", SIZE), IDS);
    expect(initial.get("layers.rotate.0.theta")).toEqual(new Float64Array(4).fill(Math.PI / 4));
    expect(initial.get("layers.rotate.1.theta")).toEqual(new Float64Array(4).fill(Math.PI / 2));
  });

  test("one phase with angle zero changes nothing", () => {
    const rotate = block("phase-rotation", { phases: 1, thetaInit: "zero" });
    const turned = withBody(base, (repeat) => ({ ...repeat, body: [repeat.body[0], rotate, repeat.body[1]] }));
    expect(worst(float64Run(turned, IDS).logits, float64Run(base, IDS).logits)).toBeLessThan(1e-12);
  });

  test("frozen angles are not trained", () => {
    const { gradients } = float64Run(threePhase("3pt", SIZE, { rotation: "frozen" }), IDS);
    expect(gradients.get("layers.rotate.0.theta")).toHaveLength(0);
  });

  test("the phases' means add up to the horn alone", () => {
    const phases = 3;
    const embedded: ArchitectureDocument = {
      ...threePhase("3pt", SIZE),
      trunk: threePhase("3pt", SIZE).trunk.slice(0, 2),
      heads: [{ name: "logits", body: [block("head")] }],
    };
    const { features } = float64Run(embedded, tokens(1, 129));
    const mean = features.reduce((sum, value) => sum + value, 0) / features.length;
    expect(phases * mean).toBeCloseTo(0.127339, 6);
  });
});

describe("sharing weights", () => {
  const loop = (sharing: "one" | "each") => withBody(base, (repeat) => ({ ...repeat, sharing }));

  test("a looped network equals its unrolled copy, and its gradients are the sums over the copies", () => {
    const looped = float64Run(loop("one"), IDS);
    const withoutPass = (name: string): string => name.replace(/\.\d+\./, ".");
    const unrolled = float64Run(loop("each"), IDS, { weights: (name) => looped.initial.get(withoutPass(name)) });
    expect(unrolled.loss).toBe(looped.loss);
    for (const [name, gradient] of looped.gradients) {
      const copies = [...unrolled.gradients].filter(([copy]) => withoutPass(copy) === name).map(([, values]) => values);
      const sum = gradient.map((_, index) => copies.reduce((total, copy) => total + copy[index], 0));
      expect(copies, name).toHaveLength(name.startsWith("layers.") ? SIZE.layers : 1);
      expect(worst(gradient, sum), name).toBeLessThan(1e-12);
    }
  });

  test("a tied head and its embedding are one tensor", () => {
    const tied = float64Run(decoder("tied", SIZE, { isTied: true }), IDS);
    expect(tied.initial.has("logits.head.weight")).toBe(false);
    expect(tied.gradients.get("embed.weight")?.every((value) => value !== 0)).toBe(true);
  });

  test("a document tied in a way that shapes forbid is refused with both shapes", () => {
    const wide = withBody(base, (repeat) => ({
      ...repeat,
      body: [
        ...repeat.body,
        { kind: "residual", body: [block("feed-forward", { hidden: 8 }, { slug: "narrow", tie: "layers.ffn" })] },
      ],
    }));
    expect(() => float64Run(wide, IDS)).toThrow(
      /needs weights \[8, 24\] and \[8, 24\], but those it shares are \[20, 24\]/,
    );
  });
});

describe("ties that cannot be", () => {
  const tiedHead = (tie: Readonly<Record<string, string>>): ArchitectureDocument => ({
    ...base,
    heads: [{ name: "logits", body: [block("norm"), block("head", {}, { tie })] }],
  });

  test.each<[Readonly<Record<string, string>>, string]>([
    [{ wieght: "embed.weight" }, "Output head “logits.head” ties its parameter wieght, but it has weight."],
    [{ weight: "embed.table" }, 'Block "logits.head" is tied to the parameter embed.table, which no earlier block has'],
    [{ weight: "logits.norm.gain" }, 'Block "logits.head" needs weights [32, 24], but those it shares are [24]'],
  ])("%j", (tie, sentence) => {
    expect(() => float64Run(tiedHead(tie), IDS)).toThrow(sentence);
  });

  test("a block cannot take a parameter of a later one", () => {
    const [embed, ...rest] = base.trunk;
    const forward = { ...base, trunk: [{ ...embed, tie: { weight: "logits.head.weight" } } as Item, ...rest] };
    expect(() => float64Run(forward, IDS)).toThrow("“logits.head” comes later; let it be tied to “embed” instead.");
  });
});

describe("topologies", () => {
  test("a ladder that skips one residual is the standard network", () => {
    const ladder = (skip: number): ArchitectureDocument =>
      withBody(base, (repeat) => ({ kind: "sequence", skip, body: [repeat] }));
    expect(float64Run(ladder(1), IDS).loss).toBe(float64Run(base, IDS).loss);
    expect(float64Run(ladder(2), IDS).loss).not.toBe(float64Run(base, IDS).loss);
  });

  test("a residual's learned scale starts as its fixed one", () => {
    const scaled = (scale: Scale): ArchitectureDocument =>
      withBody(base, (repeat) => ({ ...repeat, body: repeat.body.map((item) => ({ ...item, scale }) as Item) }));
    const fixed = float64Run(scaled(0.5), IDS);
    for (const learned of ["scalar", "channel"] as const) {
      const run = float64Run(scaled({ learned, initial: 0.5 }), IDS);
      expect(run.loss).toBeCloseTo(fixed.loss, 12);
      expect(run.gradients.get("layers.attn-residual.0.scale")).toHaveLength(learned === "scalar" ? 1 : SIZE.width);
    }
  });

  test("a loop of one pass has nothing to inject again", () => {
    const injected = withBody(base, (repeat) => ({ ...repeat, times: 1, inject: "add" }));
    const plain = withBody(base, (repeat) => ({ ...repeat, times: 1 }));
    expect(float64Run(injected, IDS).loss).toBe(float64Run(plain, IDS).loss);
  });

  test("parallel branches that are summed are attention and feed-forward on one input", () => {
    const parallel = withBody(base, (repeat) => ({
      ...repeat,
      body: [
        {
          kind: "residual",
          norm: block("norm"),
          body: [
            {
              kind: "parallel",
              join: "sum",
              branches: [
                { body: [block("attention", { kvHeads: 3 })] },
                { body: [block("feed-forward", { hidden: 20 })] },
              ],
            },
          ],
        },
      ],
    }));
    const run = float64Run(parallel, IDS);
    expect([...run.initial.keys()]).toContain("layers.ffn.1.w_gate");
    expect(Number.isFinite(run.loss)).toBe(true);
  });
});

describe("dropout", () => {
  const dropping = withBody(base, (repeat) => ({ ...repeat, body: [...repeat.body, block("dropout", { rate: 0.5 })] }));

  test("acts in training only", () => {
    expect(float64Run(dropping, IDS).loss).toBe(float64Run(base, IDS).loss);
    expect(float64Run(dropping, IDS, { isTraining: true }).loss).not.toBe(float64Run(base, IDS).loss);
  });
});

describe("limits", () => {
  test("a sequence longer than the learned positions is refused with a sentence", () => {
    const short = gpt2("gpt2", { ...SIZE, kvHeads: 6, sequenceLength: 4 });
    expect(() => float64Run(short, IDS)).toThrow(
      "Positions “positions” reads at most 4 tokens, but the sequence has 8; shorten the sequence or raise its limit.",
    );
  });

  test("shorter ones read the first rows", () => {
    const long = gpt2("gpt2", { ...SIZE, kvHeads: 6, sequenceLength: 64 });
    expect(Number.isFinite(float64Run(long, IDS).loss)).toBe(true);
  });
});
