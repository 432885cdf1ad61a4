import { describe, expect, test } from "vitest";
import { CATALOGUE, type BlockKind } from "../blocks/index.ts";
import { decoder, NANO } from "../presets/language-models.ts";
import { threePhase } from "../presets/three-phase.ts";
import type { Problem } from "./problem.ts";
import type { JsonValue } from "./schema.ts";
import { isContainer, slotsOf, type ArchitectureDocument, type Item } from "./types.ts";
import { checkDocument } from "./validate.ts";

type Editable = Record<string, JsonValue>;

/** A copy of the document in which every block of a kind has other knobs. */
function withKnobs(document: ArchitectureDocument, kind: BlockKind, knobs: Editable): ArchitectureDocument {
  const copy = JSON.parse(JSON.stringify(document)) as ArchitectureDocument;
  const visit = (item: Item): void => {
    if (isContainer(item)) for (const slot of slotsOf(item)) slot.entries.forEach((entry) => visit(entry.item));
    else if (item.kind === kind) (item as { knobs?: Editable }).knobs = { ...(item.knobs as Editable), ...knobs };
  };
  for (const item of [...copy.trunk, ...copy.heads.flatMap((head) => head.body ?? [])]) visit(item);
  return copy;
}

function firstProblem(document: unknown): Problem {
  const [problem] = checkDocument(document, CATALOGUE).problems;
  return problem;
}

const nano = decoder("lm-nano", NANO);

describe("what is wrong is said with the block's name and the nearest legal value", () => {
  test.each<[BlockKind, Editable, string, JsonValue | undefined]>([
    [
      "attention",
      { heads: 7 },
      "Attention “layers.attn”: 7 heads do not divide the width 96; the nearest legal values are 6 or 8.",
      6,
    ],
    [
      "attention",
      { kvHeads: 4 },
      "Attention “layers.attn”: 4 key/value heads do not divide the 6 query heads; the nearest legal values are 3 or 6.",
      3,
    ],
    [
      "attention",
      { kvHeads: 12 },
      "Attention “layers.attn”: 12 key/value heads are more than the 6 query heads; use at most 6.",
      6,
    ],
    [
      "attention",
      { heads: 32, kvHeads: null },
      "Attention “layers.attn”: a head has 3 channels, but rotary positions turn pairs and need an even number; the nearest legal numbers of heads are 24 or 48.",
      24,
    ],
    [
      "attention",
      { headWidth: 7 },
      "Attention “layers.attn”: a head has 7 channels, but rotary positions turn pairs and need an even number; the nearest legal head widths are 6 or 8.",
      6,
    ],
    [
      "norm",
      { groups: 5 },
      "Norm “layers.attn-norm”: 5 groups do not divide the width 96; the nearest legal values are 4 or 6.",
      4,
    ],
    [
      "norm",
      { bias: true },
      "Norm “layers.attn-norm”: RMS form has no bias; switch it off or use the layer form.",
      false,
    ],
    [
      "feed-forward",
      { hidden: 0 },
      "Feed-forward “layers.ffn”: Hidden width must be a whole number from 1 to 65536; it is 0. Nearest legal value: 1.",
      1,
    ],
    [
      "feed-forward",
      { activation: "gelu" },
      'Feed-forward “layers.ffn”: Non-linearity must be swiglu, gelu-tanh, gelu-erf, relu2 or silu; it is "gelu". Nearest legal value: "gelu-tanh".',
      "gelu-tanh",
    ],
    [
      "feed-forward",
      { hiden: 64 },
      "Feed-forward “layers.ffn”: there is no knob “hiden”. Did you mean “hidden”?",
      undefined,
    ],
  ])("%s %j", (kind, knobs, sentence, suggestion) => {
    const problem = firstProblem(withKnobs(nano, kind, knobs));
    expect(problem.sentence).toBe(sentence);
    expect(problem.suggestion).toBe(suggestion);
  });

  test("phases that do not cut the width offer phases and a width", () => {
    const problem = firstProblem(withKnobs(threePhase("3pt", NANO), "phase-rotation", { phases: 5 }));
    expect(problem.sentence).toBe(
      "Phase rotation “layers.rotate”: 5 phases do not cut the width 96 into stripes of whole pairs; the nearest legal numbers of phases are 4 or 6, or use a width that is a multiple of 10.",
    );
  });

  test("a problem of a repeated block is said once", () => {
    const { problems } = checkDocument(withKnobs(nano, "attention", { heads: 7 }), CATALOGUE);
    expect(problems).toHaveLength(1);
    expect(problems[0].pointer).toEqual(["trunk", 1, "body", 0, "body", 0]);
  });

  test("independent problems are all said", () => {
    const twice = withKnobs(withKnobs(nano, "attention", { heads: 7 }), "feed-forward", { hidden: -3 });
    expect(checkDocument(twice, CATALOGUE).problems.map((problem) => problem.node)).toEqual([
      "layers.ffn",
      "layers.attn",
    ]);
  });
});

describe("structure", () => {
  const with_ = (fields: object): unknown => ({ ...nano, ...fields });

  test.each<[string, unknown, RegExp]>([
    [
      "unknown task",
      with_({ task: { kind: "next-tokens" } }),
      /There is no task “next-tokens”; the tasks are next-token/,
    ],
    ["newer format", with_({ format: "bakeoff/architecture@2" }), /made by a newer version of Bakeoff/],
    ["other file", with_({ format: "bakeoff/experiment@1" }), /its “format” must be “bakeoff\/architecture@1”/],
    ["no head", with_({ heads: [{ name: "other" }] }), /No head gives “logits”/],
    [
      "head without projection",
      with_({ heads: [{ name: "logits" }] }),
      /gives \[T, 96\], but the task wants \[T, 256\]/,
    ],
    ["unknown field", with_({ trunks: [] }), /there is no field “trunks”; remove it/],
    ["unknown stream", with_({ trunk: [{ kind: "token-embedding", reads: ["mian"] }] }), /There is no stream “mian”/],
    [
      "ids in a residual",
      with_({ trunk: [{ kind: "residual", body: [{ kind: "token-embedding" }] }] }),
      /still holds ids/,
    ],
    ["embedding twice", with_({ trunk: [nano.trunk[0], { ...nano.trunk[0], slug: "again" }] }), /it looks up ids/],
    [
      "two of one name",
      with_({ trunk: [nano.trunk[0], { kind: "dropout" }, { kind: "dropout" }] }),
      /such as “drop-2”/,
    ],
    ["kind missing", with_({ trunk: [{ slug: "x" }] }), /Item 1 of trunk has no kind/],
    ["bad slug", with_({ trunk: [{ kind: "dropout", slug: "0" }] }), /a slug is a lower-case word/],
    [
      "repeat without times",
      with_({ trunk: [{ kind: "repeat", body: [{ kind: "dropout" }] }] }),
      /this number is missing|this int is missing/,
    ],
    [
      "bad join",
      with_({ trunk: [{ kind: "parallel", join: "max", branches: [] }] }),
      /it must be “sum”, “concat” or “gate”/,
    ],
    ["newer block", with_({ trunk: [{ kind: "dropout", version: 7 }] }), /is of version 7, made by a newer Bakeoff/],
    ["head in the trunk", with_({ trunk: [nano.trunk[0], { kind: "head" }] }), /it stands outside the heads/],
  ])("%s", (_, document, sentence) => {
    expect(
      checkDocument(document, CATALOGUE)
        .problems.map((problem) => problem.sentence)
        .join("\n"),
    ).toMatch(sentence);
  });

  test("a stream that nothing has written cannot be read", () => {
    const document = with_({
      streams: [{ name: "main", start: { input: "tokens" } }, { name: "context" }],
      trunk: [nano.trunk[0], { kind: "dropout", reads: ["context"] }],
    });
    expect(firstProblem(document).sentence).toMatch(/reads the stream “context”, which nothing has written yet/);
  });

  test("something that replaces the stream inside a ladder is refused", () => {
    const document = threePhase("3pt", NANO);
    const [embed, horn, repeat] = document.trunk;
    const ladder = { ...document, trunk: [embed, horn, { kind: "sequence", skip: 2, body: [repeat] }] };
    expect(firstProblem(ladder).sentence).toMatch(/something between them replaced it/);
  });
});

describe("ties", () => {
  const tiedHead = (tie: unknown): unknown => ({
    ...nano,
    heads: [{ name: "logits", body: [{ kind: "norm" }, { kind: "head", tie }] }],
  });

  test.each<[unknown, RegExp]>([
    [{ weight: "embad.weight" }, /there is no node “embad” to tie to/],
    ["layers.attn", /is of kind attention, not head/],
    ["logits.head", /a circle of ties/],
    [{ weight: "logits.head.weight" }, /a circle of ties/],
    [{ weight: "layers.attn.wq" }, /has weights of its own in each of 3 passes/],
  ])("%j", (tie, sentence) => {
    expect(firstProblem(tiedHead(tie)).sentence).toMatch(sentence);
  });
});
