import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { decoder, NANO } from "../presets/language-models.ts";
import { threePhase } from "../presets/three-phase.ts";
import { freshSlug, outlineOf } from "./outline.ts";
import type { BlockStep, Program } from "./program.ts";
import type { ArchitectureDocument, Item, ResidualItem } from "./types.ts";
import { readDocument } from "./validate.ts";

const program = (document: ArchitectureDocument): Program => readDocument(document, CATALOGUE).program;
const blocks = ({ steps }: Program): readonly BlockStep[] => steps.filter((step) => step.step === "block");
const nano = decoder("lm-nano", NANO);

describe("names of parameters", () => {
  test("are slugs and passes, never indices of items", () => {
    expect(blocks(program(nano)).map((step) => step.scope)).toEqual([
      "embed",
      ...[0, 1, 2].flatMap((pass) => [
        `layers.attn-norm.${pass}`,
        `layers.attn.${pass}`,
        `layers.ffn-norm.${pass}`,
        `layers.ffn.${pass}`,
      ]),
      "logits.norm",
      "logits.head",
    ]);
  });

  test("agree between an architecture and its matched baseline", () => {
    const shared = new Set(blocks(program(nano)).map((step) => step.scope));
    const extra = blocks(program(threePhase("3pt", NANO)))
      .map((step) => step.scope)
      .filter((scope) => !shared.delete(scope));
    expect(shared.size).toBe(0);
    expect(extra).toEqual(["horn", "layers.rotate.0", "layers.rotate.1", "layers.rotate.2"]);
  });

  test("do not change when a block is wrapped in an unnamed container", () => {
    const [embed, repeat] = nano.trunk;
    const wrapped: Item = { kind: "sequence", body: [{ kind: "stage", body: [repeat] }] };
    expect(blocks(program({ ...nano, trunk: [embed, wrapped] })).map((step) => step.scope)).toEqual(
      blocks(program(nano)).map((step) => step.scope),
    );
  });

  test("a container's own slug opens a namespace", () => {
    const [embed, repeat] = nano.trunk;
    const named: Item = { kind: "sequence", slug: "decoder", body: [repeat] };
    expect(blocks(program({ ...nano, trunk: [embed, named] }))[1].scope).toBe("decoder.layers.attn-norm.0");
  });

  test("every node of every document can be found by its address", () => {
    const outline = outlineOf(threePhase("3pt", NANO), CATALOGUE);
    expect([...outline.byAddress.keys()]).toEqual([
      "embed",
      "horn",
      "layers",
      "layers.attn-residual",
      "layers.attn-norm",
      "layers.attn",
      "layers.rotate",
      "layers.ffn-residual",
      "layers.ffn-norm",
      "layers.ffn",
      "logits.norm",
      "logits.head",
    ]);
  });
});

describe("depth", () => {
  test("blocks know their place among those of their kind; loops count once", () => {
    const rotations = blocks(program(threePhase("3pt", NANO))).filter(
      (step) => step.definition.kind === "phase-rotation",
    );
    expect(rotations.map((step) => step.depth)).toEqual([0, 1, 2].map((index) => ({ index, count: 3 })));
    const looped = { ...nano, trunk: [nano.trunk[0], { ...nano.trunk[1], sharing: "one" } as Item] };
    expect(program(looped).residualCount).toBe(2);
    expect(program(nano).residualCount).toBe(6);
  });
});

describe("residuals", () => {
  const residual = (fields: Partial<ResidualItem>): Program =>
    program({
      ...nano,
      trunk: [nano.trunk[0], { kind: "residual", norm: { kind: "norm" }, body: [{ kind: "feed-forward" }], ...fields }],
    });

  test("pre-norm normalises the branch only", () => {
    const { steps } = residual({});
    const [embed, norm, ffn, add] = steps;
    expect(steps.map((step) => step.step)).toEqual(["block", "block", "block", "residual", "block", "block"]);
    expect((norm as BlockStep).reads).toEqual((embed as BlockStep).writes);
    expect((ffn as BlockStep).reads).toEqual((norm as BlockStep).writes);
    expect(add).toMatchObject({ skip: (embed as BlockStep).writes[0], branch: (ffn as BlockStep).writes[0], scale: 1 });
  });

  test("post-norm normalises the sum", () => {
    const { steps } = residual({ placement: "post", scale: 0.5 });
    expect(steps.slice(1, 4).map((step) => (step.step === "block" ? step.definition.kind : step.step))).toEqual([
      "feed-forward",
      "residual",
      "norm",
    ]);
    expect(steps[2]).toMatchObject({ scale: 0.5 });
  });
});

describe("parallel branches", () => {
  const branches = (join: "sum" | "concat" | "gate"): ArchitectureDocument => ({
    ...nano,
    trunk: [
      nano.trunk[0],
      {
        kind: "residual",
        norm: { kind: "norm" },
        body: [
          {
            kind: "parallel",
            join,
            branches: [{ body: [{ kind: "attention" }] }, { body: [{ kind: "feed-forward" }] }],
          },
        ],
      },
    ],
  });

  test("read the same value and are joined", () => {
    const { steps } = program(branches("sum"));
    const [, norm, attn, ffn, join] = steps as BlockStep[];
    expect(attn.reads).toEqual(norm.writes);
    expect(ffn.reads).toEqual(norm.writes);
    expect(join).toMatchObject({ step: "join", how: "sum", reads: [attn.writes[0], ffn.writes[0]] });
  });

  test("concatenation widens, so that a residual around it is refused", () => {
    expect(() => program(branches("concat"))).toThrow(
      "“attn-residual”: the stream carries [T, 96] but the branch gives [T, 192]; a residual adds equal shapes only.",
    );
  });
});

describe("a free slug", () => {
  const beside = (...taken: string[]): ((slug: string) => string) => {
    return (slug) => freshSlug(slug, (candidate) => taken.includes(candidate));
  };

  test("of a copy of a copy counts on", () => {
    expect(beside("mamba")("ffn")).toBe("ffn");
    expect(beside("mamba")("mamba")).toBe("mamba-2");
    expect(beside("mamba", "mamba-2")("mamba-2")).toBe("mamba-3");
    expect(beside("mamba-2", "mamba-3")("mamba-2")).toBe("mamba-4");
  });

  test("is never too long", () => {
    const long = "a".repeat(40);
    expect(beside(long)(long)).toBe(`${"a".repeat(38)}-2`);
    expect(beside("stage-0")("stage-0")).toBe("stage-0-2");
  });
});
