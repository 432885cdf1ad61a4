import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { costOf } from "../build/cost.ts";
import { float64Run } from "../build/float64-run.ts";
import { largestDifference, randomIds } from "../build/random-ids.ts";
import { diffDocuments } from "../document/diff.ts";
import type { ArchitectureDocument } from "../document/types.ts";
import { checkDocument, readDocument } from "../document/validate.ts";
import { sublayerChain } from "../diagnostics/sublayer-chain.ts";
import { decoder, MINI, type DecoderSize } from "./language-models.ts";
import { ladder } from "./ladder.ts";
import { macaron } from "./macaron.ts";
import { block } from "./preset.ts";
import { decoderAround, residualOf } from "./residual-decoder.ts";

const SIZE: DecoderSize = { vocabulary: 32, width: 24, layers: 4, hidden: 20, heads: 3, kvHeads: 3 };
const IDS = randomIds(2, 7, SIZE.vocabulary);
const base = decoder("base", SIZE);

/** The two-queue form of the authors' code, written out: every residual adds what was pending, its body reads the sum. */
function queueForm(layers: number): ArchitectureDocument {
  const streams = [
    { name: "main", start: { input: "tokens" } },
    { name: "attn-pending", start: { zeros: { positions: ["T" as const], width: SIZE.width } } },
    { name: "ffn-pending", start: { zeros: { positions: ["T" as const], width: SIZE.width } } },
  ];
  const add = (pending: string, slug: string) => ({
    kind: "residual" as const,
    slug,
    body: [block("sum", {}, { slug: `${slug}-read`, reads: [pending] })],
  });
  const half = (pending: string, slug: string, body: ReturnType<typeof block>) => [
    add(pending, `${slug}-add`),
    {
      kind: "sequence" as const,
      stream: pending,
      body: [block("norm", {}, { slug: `${slug}-norm`, reads: ["main"] }), body],
    },
  ];
  const attention = block("attention", { heads: SIZE.heads, kvHeads: SIZE.kvHeads });
  const body = [
    ...half("attn-pending", "attn", attention),
    ...half("ffn-pending", "ffn", block("feed-forward", { hidden: SIZE.hidden })),
  ];
  const trunk = [
    { kind: "repeat" as const, times: layers, body },
    add("attn-pending", "last-attn"),
    add("ffn-pending", "last-ffn"),
  ];
  return { ...decoderAround("queues", SIZE, trunk), streams };
}

describe("ladder", () => {
  test("skip 1 equals LM-base", () => {
    expect(float64Run(ladder("one", SIZE, { skip: 1 }), IDS).logits).toEqual(float64Run(base, IDS).logits);
  });

  test("queue form equals recurrence", () => {
    const recurrence = float64Run(ladder("two", SIZE), IDS);
    const queues = float64Run(queueForm(SIZE.layers), IDS, { weights: (name) => recurrence.initial.get(name) });
    expect(largestDifference(queues.logits, recurrence.logits)).toBeLessThan(1e-13);
  });

  test("parameter count and work are LM-base's", () => {
    const cost = (document: ArchitectureDocument) =>
      costOf(readDocument(document, CATALOGUE), { batch: 1, sequenceLength: 16 });
    const [own, other] = [cost(ladder("mini", MINI)), cost(decoder("mini", MINI))];
    expect([own.parameters, own.flopsPerTokenForward, own.stateFloats]).toEqual([
      3_196_608,
      other.flopsPerTokenForward,
      other.stateFloats,
    ]);
  });

  test("gradient via finite differences on a toy of three sub-layers", () => {
    const toy = (): ArchitectureDocument => {
      const ffn = (slug: string) => residualOf(block("feed-forward", { hidden: 6 }, { slug }));
      return decoderAround("toy", SIZE, [{ kind: "sequence", skip: 2, body: ["f", "g", "h"].map(ffn) }]);
    };
    const run = float64Run(toy(), IDS);
    for (const name of ["embed.weight", "f.w_down", "g.w_down", "h.w_down", "g-norm.gain"]) {
      const gradient = run.gradients.get(name) ?? new Float64Array();
      const index = gradient.reduce((best, value, i) => (Math.abs(value) > Math.abs(gradient[best]) ? i : best), 0);
      const at = (step: number): number =>
        float64Run(toy(), IDS, {
          weights: (other) => {
            const values = run.initial.get(other);
            return other === name ? values?.map((value, i) => (i === index ? value + step : value)) : values;
          },
        }).loss;
      expect((at(1e-5) - at(-1e-5)) / 2e-5, name).toBeCloseTo(gradient[index], 7);
    }
  });

  test("conversion leaves weights bit-identical", () => {
    const [standard, whole, half] = [base, ladder("all", SIZE), ladder("half", SIZE, { standardBlocks: 2 })].map(
      (document) => float64Run(document, IDS).initial,
    );
    expect([...whole.keys()]).toEqual([...standard.keys()]);
    for (const [name, values] of standard) {
      expect(whole.get(name), name).toEqual(values);
      expect(half.get(name), name).toEqual(values);
    }
    expect(diffDocuments(base, ladder("half", SIZE, { standardBlocks: 2 }), CATALOGUE)).toHaveLength(1);
  });

  test("dependency mask: perturbing f_i's output changes f_{i+1}'s input by 0", () => {
    const tapped = (document: ArchitectureDocument, zeroed?: string) => {
      const heads = [{ name: "logits", node: "layers.ffn-norm", body: [block("head")] }];
      const weights = (name: string) =>
        name === zeroed ? new Float64Array(SIZE.width * SIZE.width).fill(0.1) : undefined;
      return float64Run({ ...document, heads }, IDS, { weights }).features;
    };
    const last = `layers.attn.${SIZE.layers - 1}.wo`;
    // The stream behind the last attention still holds it; the head reads what the feed-forward network's norm made.
    const read = (document: ArchitectureDocument) => largestDifference(tapped(document), tapped(document, last));
    expect(read(ladder("two", SIZE))).toBe(0);
    expect(read(base)).toBeGreaterThan(0);
  });

  test("with all FFN outputs zeroed, attention i reads x up to its predecessor's predecessor", () => {
    const noFfn = (name: string) => (name.endsWith("w_down") ? new Float64Array(SIZE.width * SIZE.hidden) : undefined);
    const both = float64Run(ladder("two", SIZE), IDS, { weights: noFfn });
    const attention = residualOf(block("attention", { heads: SIZE.heads, kvHeads: SIZE.kvHeads }));
    const alone = decoderAround("attention only", SIZE, [
      { kind: "sequence", skip: 1, body: [{ kind: "repeat", times: SIZE.layers, body: [attention] }] },
    ]);
    const only = float64Run(alone, IDS, { weights: (name) => both.initial.get(name) });
    // Two sub-layers back lies the attention before: without feed-forward outputs the ladder is the plain stack.
    expect(largestDifference(only.logits, both.logits)).toBe(0);
  });

  test("the longest chain of sub-layers falls from 2 L to L", () => {
    const chain = (document: ArchitectureDocument) => sublayerChain(readDocument(document, CATALOGUE).program);
    expect(chain(base)).toMatchObject({ sublayers: 8, longestChain: 8 });
    expect(chain(ladder("two", SIZE))).toMatchObject({ sublayers: 8, longestChain: 4 });
    expect(chain(ladder("three", SIZE, { skip: 3 }))).toMatchObject({ longestChain: 3 });
    expect(chain(ladder("half", SIZE, { standardBlocks: 2 }))).toMatchObject({ longestChain: 6 });
    expect(chain(macaron("parallel", SIZE, { scheme: "parallel" }))).toMatchObject({ sublayers: 4, longestChain: 4 });
    expect(chain(ladder("two", SIZE)).sideBySide[0]).toEqual(["layers.attn-residual.0", "layers.ffn-residual.0"]);
  });

  test("macaron's three sub-layers per block make a ladder too; a rotation between them is refused", () => {
    const odd = macaron("odd", SIZE);
    const [embed, repeat] = odd.trunk;
    const body = { ...odd, trunk: [embed, { kind: "sequence" as const, skip: 2, body: [repeat] }] };
    expect(float64Run(body, IDS).loss).not.toBe(float64Run(odd, IDS).loss);
    const rotated = decoderAround("rotated", SIZE, [
      {
        kind: "sequence",
        skip: 2,
        body: [residualOf(block("attention")), block("phase-rotation"), residualOf(block("feed-forward"))],
      },
    ]);
    expect(checkDocument(rotated, CATALOGUE).problems[0]?.sentence).toContain("but something between them replaced it");
  });
});
