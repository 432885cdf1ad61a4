import { describe, expect, test } from "vitest";
import { threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import { CATALOGUE, type BlockKind, type KnobsGiven } from "../blocks/index.ts";
import { costOf } from "../build/cost.ts";
import { float64Run } from "../build/float64-run.ts";
import type { ArchitectureDocument, Item, RepeatItem } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { decoder, type DecoderSize } from "../presets/language-models.ts";
import { block } from "../presets/preset.ts";
import { float64Decode } from "./float64-decode.ts";
import { STEP_KINDS } from "./steps.ts";

const LENGTH = 9;
const SIZE: DecoderSize = { vocabulary: 32, width: 24, layers: 2, hidden: 20, heads: 6, kvHeads: 3 };
const IDS = Array.from({ length: LENGTH + 1 }, (_, i) => uniformBelow(threefry2x32(11, 0, 0, i)[0], SIZE.vocabulary));

type Row = { [Kind in BlockKind]: readonly [kind: Kind, knobs: KnobsGiven<Kind>] }[BlockKind];

/** Kinds of networks that read frames of a series: they change the width or end in one answer, so that no decoder holds them. */
const FRAME_KINDS: readonly BlockKind[] = ["legendre-filter", "pool-positions", "series-convolution", "spiking-neuron"];

/** Every kind that mixes positions or depends on them, in every form that decodes differently. */
const ROWS: readonly Row[] = [
  ["attention", { kvHeads: 3 }],
  ["attention", { kvHeads: 2, window: 4 }],
  ["attention", { queryHeads: 3, kvHeads: 1, ropeFraction: 0.5, bias: true }],
  ["attention", { headWidth: 8, queryHeads: 4, position: "none" }],
  ["position-embedding", { length: LENGTH }],
  ["position-embedding", { length: 32 }],
  ["position-embedding", { form: "sinusoid" }],
  ["horn", { form: "reciprocal" }],
  ["horn", { form: "zero" }],
  ["noble-attention", { kvHeads: 3, rank: 2 }],
  ["noble-attention", { kvHeads: 3, rank: 2, window: 3 }],
  ["token-attention", { tokens: 8 }],
  ["memory-attention", { bits: 4 }],
  ["memory-attention", { bits: 3, outputProjection: "dense", position: "none" }],
  ["minimal-attention", { similarity: "asymmetric", valueOutput: "both" }],
  ["minimal-attention", {}],
  ["minimal-attention", { position: "none" }],
  ["minimal-attention", { similarity: "asymmetric", valueOutput: "merged", position: "none", scale: "width" }],
  ["minimal-attention", { queryKey: "full", similarity: "asymmetric", heads: 2 }],
  ["minimal-attention", { queryKey: "full", similarity: "symmetric-packed", position: "none", heads: 1 }],
  ["minimal-attention", { queryKey: "full", similarity: "asymmetric", valueOutput: "both", heads: 2 }],
  ["fraction-attention", { form: "CAttnM", length: 16 }],
  ["fraction-attention", { form: "CAttnU", length: LENGTH }],
  ["tensor-attention", {}],
  ["tensor-attention", { startAsPairs: false, position: "none", heads: 2, headWidth: 5, bound: 1 }],
  ["tensor-attention", { order: "pairs", scale: "width" }],
  ["tensor-attention", { mode: "polynomial", degree: 1 }],
  ["tensor-attention", { mode: "polynomial", headWidth: 4, degree: 3, bound: 0.5 }],
  ["eco-attention", {}],
  ["eco-attention", { bits: 5, anchors: 8, heads: 3, position: "none" }],
  ["combiner-attention", { segment: 4 }],
  ["combiner-attention", { segment: 4, pooling: "mean", kvHeads: 3, ropeFraction: 0.5 }],
  ["combiner-attention", { segment: 4, regions: false }],
  ["combiner-attention", { segment: 16, position: "none" }],
  ["combiner-attention", { pattern: "log-n", kvHeads: 2 }],
  ["combiner-attention", { pattern: "axial", segment: 4, kvHeads: 3 }],
  ["combiner-attention", { pattern: "axial", segment: 16, position: "none" }],
  ["mixed-attention", {}],
  ["mixed-attention", { mixing: "kronecker-local", where: "all", normValue: true, amplify: 3 }],
  ["mixed-attention", { mixing: "independent", position: "alibi", heads: 3 }],
  ["mixed-attention", { mixing: "identity", position: "none", valueSource: "both" }],
  ["legendre-memory", { memory: 6, window: 5 }],
  ["legendre-memory", { memory: 4, window: 12, inputs: 3 }],
  ["mamba", {}],
  ["mamba", { convWidth: 1, clampDt: true }],
  ["mamba", { ssm: "lti", state: 5 }],
  ["mamba", { ssm: "mamba2", headWidth: 12 }],
];

/** LM-base with the block in place of its attention; position blocks stand before all layers. */
function documentWith([kind, knobs]: Row): ArchitectureDocument {
  const base = decoder("base", SIZE);
  const item = block(kind, knobs as KnobsGiven<typeof kind>);
  if (CATALOGUE.blocks.get(kind)?.glyph !== "token-mixer") {
    return { ...base, trunk: base.trunk.flatMap((own, i) => (i === 0 ? [own, item] : [own])) };
  }
  const trunk = base.trunk.map((own): Item => {
    if (own.kind !== "repeat") return own;
    const { body } = own as RepeatItem;
    return { ...own, body: [{ ...body[0], body: [item] }, ...body.slice(1)] } as Item;
  });
  return { ...base, trunk };
}

function worst(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index])), 0);
}

function expectStepsMatch(document: ArchitectureDocument): void {
  const { logits } = float64Run(document, [IDS]);
  const decoded = float64Decode(document, IDS.slice(0, -1));
  expect(decoded.logits.length).toBe(logits.length);
  expect(worst(decoded.logits, logits)).toBeLessThan(1e-10);
}

describe("step by step equals the parallel form", () => {
  test.each(ROWS.map((row) => [row[0], JSON.stringify(row[1]), row] as const))("%s %s", (_kind, _knobs, row) => {
    expectStepsMatch(documentWith(row));
  });

  test("every kind with a step of its own has a row, or reads frames and is held against them in stream-graph.test.ts", () => {
    const kinds = new Set([...ROWS.map(([kind]) => kind), ...FRAME_KINDS]);
    expect([...kinds].sort()).toEqual([...STEP_KINDS].sort());
  });
});

describe("states", () => {
  test.each(ROWS.map((row) => [row[0], JSON.stringify(row[1]), row] as const))(
    "%s %s: stateFloats are the bytes allocated",
    (_kind, _knobs, row) => {
      const document = documentWith(row);
      const checked = readDocument(document, CATALOGUE);
      const { stateFloats } = costOf(checked, { batch: 1, sequenceLength: LENGTH });
      expect(float64Decode(document, IDS.slice(0, 2), { capacity: LENGTH }).stateBytes).toBe(4 * stateFloats);
    },
  );

  test("a kind that keeps a state has a step of its own", () => {
    const keeping = [...CATALOGUE.blocks.values()].filter((definition) => definition.stateFloats !== undefined);
    expect(STEP_KINDS).toEqual(expect.arrayContaining(keeping.map(({ kind }) => kind)));
  });

  test("a window keeps its own rows only, however long the sequence may be", () => {
    const { states } = float64Decode(documentWith(["attention", { window: 4 }]), [1], { capacity: 100 });
    expect(states.map(({ shape }) => shape[1])).toEqual([4, 4]);
  });
});

describe("refusals", () => {
  test("attention that looks ahead", () => {
    expect(() => float64Decode(documentWith(["attention", { causal: false }]), IDS)).toThrow(
      "Attention looks at later tokens, so it cannot write text token by token; switch Causal on.",
    );
  });

  test("a scan that goes both ways", () => {
    const both = documentWith(["mamba", { scanOrder: "bidirectional" }]);
    expect(() => float64Decode(both, IDS)).toThrow("set the scan order to causal");
  });

  test("more tokens than a table of positions has rows", () => {
    const short = documentWith(["position-embedding", { length: 4 }]);
    expect(() => float64Decode(short, IDS)).toThrow("reads at most 4 tokens");
  });
});
