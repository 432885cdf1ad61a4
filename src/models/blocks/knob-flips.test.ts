import { expect, test } from "vitest";
import { Graph } from "../../engine/graph/graph.ts";
import { initialParameters, interpret } from "../../engine/graph/interpret.ts";
import { planProgram } from "../../engine/plan/plan.ts";
import { PORTABLE_TRAITS } from "../../kernels-wgsl/index.ts";
import { threefry2x32, uniformBelow } from "../../lib/threefry.ts";
import { costOf } from "../build/cost.ts";
import { float64Run } from "../build/float64-run.ts";
import { imageClassifier } from "../build/image-classifier.ts";
import { languageModel } from "../build/language-model.ts";
import { linear } from "../build/layers.ts";
import type { BlockDefinition } from "../document/definition.ts";
import { knobFields, type KnobField, type KnobValues } from "../document/knobs.ts";
import { Refusal } from "../document/problem.ts";
import { DOCUMENT_FORMAT } from "../document/schema.ts";
import type { ArchitectureDocument, BlockItem, Item } from "../document/types.ts";
import { readDocument } from "../document/validate.ts";
import { Failure } from "../../lib/failure.ts";
import { block } from "../presets/preset.ts";
import { BLOCKS, CATALOGUE, type BlockKind } from "./index.ts";
import { OF_QUERIES, queriesWith } from "./query-document.fixture.ts";

const WIDTH = 48;
const VOCABULARY = 16;
const LENGTH = 8;
const IDS = [Array.from({ length: LENGTH + 1 }, (_, i) => uniformBelow(threefry2x32(5, 0, 0, i)[0], VOCABULARY))];

/** A small language model with the block where its kind belongs; a block of two ports reads another stream too. */
function documentWith({ kind, glyph, reads }: BlockDefinition, knobs: KnobValues): ArchitectureDocument {
  const isTwofold = reads.length === 2;
  const item: BlockItem = { kind, knobs, ...(isTwofold ? { reads: ["main", "other"] } : {}) };
  const isBody = glyph.endsWith("mixer") || glyph === "topology";
  const middle: readonly Item[] = isBody ? [{ kind: "residual", norm: block("norm"), body: [item] }] : [];
  return {
    format: DOCUMENT_FORMAT,
    task: { kind: "next-token", knobs: { vocabulary: VOCABULARY } },
    ...(isTwofold ? { streams: [{ name: "main", start: { input: "tokens" } }, { name: "other" }] } : {}),
    trunk: [
      kind === "token-embedding" ? item : block("token-embedding", { width: WIDTH }),
      ...(glyph === "position" ? [item] : []),
      ...(isTwofold ? [block("norm", {}, { slug: "copy", reads: ["main"], writes: ["other"] })] : []),
      ...middle,
    ],
    heads: [{ name: "logits", body: [kind === "norm" ? item : block("norm"), kind === "head" ? item : block("head")] }],
  };
}

/** Everything of a document that a knob may change; undefined where the knobs do not fit together. */
interface Print {
  readonly result: string;
  readonly cost: () => string;
}

const PRINTS = new Map<string, Print | undefined>();

function printOf(definition: BlockDefinition, knobs: KnobValues): Print | undefined {
  const key = JSON.stringify([definition.kind, Object.entries(knobs).sort()]);
  if (!PRINTS.has(key)) PRINTS.set(key, newPrint(definition, knobs));
  return PRINTS.get(key);
}

/** Blocks that belong in networks on images. */
const OF_IMAGES = [
  "patch-embedding",
  "class-token",
  "pool-positions",
  "pool-mixer",
  "position-mixer",
  "auto-correlation",
  "prob-sparse-attention",
  "frequency-block",
  "semantic-tokens",
  "paired-attention",
  "spectral-convolution",
  "spectral-gate",
  "convolution",
  "depthwise-convolution",
  "token-map",
  "moving-average",
  "series-convolution",
  "legendre-filter",
  "series-patches",
  "word-embedding",
  "linear",
  "squeeze-excite",
  "mask-units",
  "pool-quarters",
  "unit-attention",
  "sliced-attention",
  "batch-norm",
  "token-gate",
  "branched-convolution",
  "joined-attention",
  "frequency-mixer",
];
/** Those that stand between the patches or words and the pool. */
const BETWEEN = OF_IMAGES.filter((kind) => !["patch-embedding", "word-embedding", "pool-positions"].includes(kind));
/** Those that read the tokens of units. */
const OF_UNITS = ["unit-attention", "pool-quarters"];
const SIDE = 8;

/** Streams beside the first: a copy of it, and what a pair writes besides. */
const PAIR_STREAMS = ["other", "mixed", "back"];

/** A small classifier of images with the block where its kind belongs. */
function imageDocumentWith({ kind }: BlockDefinition, knobs: KnobValues): ArchitectureDocument {
  const item = (own: BlockKind, usual: KnobValues = {}): BlockItem => block(own, kind === own ? knobs : usual);
  const isPair = kind === "paired-attention";
  const streams = [{ name: "main", start: { input: "image" } }, ...PAIR_STREAMS.map((name) => ({ name }))];
  const pair = { reads: ["main", "other"], writes: ["main", ...PAIR_STREAMS] };
  return {
    format: DOCUMENT_FORMAT,
    task: { kind: "classify-image", knobs: { height: SIDE, width: SIDE, channels: 2, classes: 3 } },
    ...(isPair ? { streams } : {}),
    trunk: [
      kind === "word-embedding"
        ? item(kind)
        : item("patch-embedding", { patch: 2, width: kind === "series-patches" ? 32 : 8 }),
      ...(OF_UNITS.includes(kind) ? [block("mask-units", { side: 2 })] : []),
      ...(isPair ? [block("sum", {}, { reads: ["main"], writes: ["other"] })] : []),
      ...(BETWEEN.includes(kind) ? [{ ...item(kind as BlockKind), ...(isPair ? pair : {}) }] : []),
      // Where neighbours lie is seen by what mixes them.
      ...(kind === "token-map" ? [item("pool-mixer")] : []),
      ...(kind === "mask-units" ? [item("unit-attention")] : []),
    ],
    heads: [{ name: "logits", body: [item("pool-positions"), block("head")] }],
  };
}

/** A small classifier of images by two streams, their class tokens exchanged and answered from. */
function twoStreamsWith({ kind }: BlockDefinition, knobs: KnobValues): ArchitectureDocument {
  const streams = ["main", "other"];
  const own = (other: BlockKind): KnobValues => (kind === other ? knobs : {});
  return {
    format: DOCUMENT_FORMAT,
    task: { kind: "classify-image", knobs: { height: SIDE, width: SIDE, channels: 2, classes: 3 } },
    streams: [{ name: "main", start: { input: "image" } }, { name: "other" }],
    trunk: [
      block("patch-embedding", { patch: 4, width: 8 }, { slug: "coarse", reads: ["main"], writes: ["other"] }),
      block("patch-embedding", { patch: 2, width: 8 }),
      block("class-token-exchange", own("class-token-exchange"), { reads: streams, writes: streams }),
    ],
    heads: [
      {
        name: "logits",
        body: [
          ...streams.map((stream) =>
            block("pool-positions", { form: "first" }, { slug: stream, reads: [stream], writes: [stream] }),
          ),
          block("averaged-head", own("averaged-head"), { reads: streams }),
        ],
      },
    ],
  };
}
const OF_TWO_STREAMS = ["class-token-exchange", "averaged-head"];

/** The logits of one image in float64, the initial values and what forward costs; weights may be spread, where they start as zeros. */
function imagePrint(document: ArchitectureDocument, spread = 0): Print {
  const checked = readDocument(document, CATALOGUE);
  const graph = new Graph();
  const images = graph.input("images", { shape: [1, SIDE, SIDE, 2], dtype: "f32" });
  const { features, headWeight } = imageClassifier(checked, { isTraining: true })(graph, images);
  const logits = linear(graph, features, headWeight, null);
  graph.output("logits", logits);
  const values = initialParameters(graph, 1);
  values.set(
    images.id,
    Float64Array.from({ length: 2 * SIDE * SIDE }, (_, i) => Math.sin(i + 1)),
  );
  for (const { tensor } of graph.parameters) {
    const start = values.get(tensor.id) ?? new Float64Array();
    values.set(
      tensor.id,
      start.map((value, i) => value + spread * Math.sin(7 * i + 1)),
    );
  }
  interpret(graph, graph.nodes, values);
  const declarations = graph.parameters.map(({ declaration }) => declaration);
  // Running statistics are changed by a step of training, not by its logits.
  const kept = graph.parameters.filter(({ declaration }) => declaration.role === "statistic");
  const results = [logits.root, ...kept.map(({ tensor }) => tensor)].map(({ id }) => [...(values.get(id) ?? [])]);
  const result = JSON.stringify([results, declarations]);
  return { result, cost: () => JSON.stringify(planProgram(graph, { traits: PORTABLE_TRAITS }).counters) };
}

function newPrint(definition: BlockDefinition, knobs: KnobValues): Print | undefined {
  try {
    if (OF_TWO_STREAMS.includes(definition.kind)) return imagePrint(twoStreamsWith(definition, knobs));
    if (OF_QUERIES.includes(definition.kind)) return imagePrint(queriesWith(definition, knobs, SIDE), 2);
    if (OF_IMAGES.includes(definition.kind)) return imagePrint(imageDocumentWith(definition, knobs));
    const document = documentWith(definition, knobs);
    const checked = readDocument(document, CATALOGUE);
    const graph = new Graph();
    languageModel(checked, { isTraining: true })(graph, graph.input("ids", { shape: [1, LENGTH], dtype: "u32" }));
    const declarations = graph.parameters.map(({ declaration }) => declaration);
    const { loss, gradients, initial } = float64Run(document, IDS, { isTraining: true });
    const digest = (values: ReadonlyMap<string, Float64Array>) =>
      [...values].map(([name, list]) => [name, list.length, list.reduce((sum, v, i) => sum + v * Math.cos(i + 1), 0)]);
    const evaluated = float64Run(document, IDS).loss;
    const result = JSON.stringify([loss, evaluated, digest(gradients), digest(initial), declarations]);
    const cost = (): string => {
      const { forward, backward, stateFloats } = costOf(checked, { batch: 1, sequenceLength: LENGTH });
      return JSON.stringify([forward, backward, stateFloats]);
    };
    return { result, cost };
  } catch (thrown) {
    if (thrown instanceof Refusal || thrown instanceof Failure) return undefined;
    throw thrown;
  }
}

/** Other values of a knob, those nearest to the one it has first. */
function others({ control, choices = [], minimum = 0, maximum = 1, ...field }: KnobField, now: unknown): unknown[] {
  if (control === "choice") return choices.filter((choice) => choice !== now);
  if (control === "toggle") return [now !== true];
  const centre = typeof now === "number" ? now : typeof field.default === "number" ? field.default : 8;
  const near =
    control === "integer"
      ? [centre + 1, centre - 1, 2 * centre, Math.floor(centre / 2), 1, 2, 3, 4, 12, 24]
      : [2 * centre, centre / 2, 0.5, 0.25, 1, minimum, maximum];
  return near.filter((value, i) => value !== now && value >= minimum && value <= maximum && near.indexOf(value) === i);
}

/** Does flipping the knob change anything, starting from these knobs? */
function acts(definition: BlockDefinition, field: KnobField, setting: KnobValues): boolean {
  const before = printOf(definition, setting);
  if (before === undefined) return false;
  return others(field, setting[field.name] ?? field.default).some((value) => {
    const after = printOf(definition, { ...setting, [field.name]: value } as KnobValues);
    return after !== undefined && (after.result !== before.result || after.cost() !== before.cost());
  });
}

/** The defaults, then every other knob at another value: settings in which a knob may act. */
function* settingsFor(definition: BlockDefinition, field: KnobField): Generator<KnobValues> {
  yield {};
  const rest = knobFields(definition.knobs).filter(({ name }) => name !== field.name);
  const flips = (fields: readonly KnobField[]): readonly KnobValues[] =>
    fields.flatMap((other) => others(other, other.default).map((value) => ({ [other.name]: value }) as KnobValues));
  const isSwitch = ({ control }: KnobField): boolean => control === "choice" || control === "toggle";
  const switches = flips(rest.filter(isSwitch));
  const single = [...switches, ...flips(rest.filter((other) => !isSwitch(other)))];
  yield* single;
  for (const chosen of switches) {
    for (const one of single) if (!(Object.keys(chosen)[0] in one)) yield { ...one, ...chosen };
  }
}

/** The first setting in which flipping the knob changes the graph, the cost or the float64 result. */
function actingSetting(definition: BlockDefinition, field: KnobField): KnobValues | undefined {
  for (const setting of settingsFor(definition, field)) if (acts(definition, field, setting)) return setting;
  return undefined;
}

const WITH_KNOBS = (BLOCKS as readonly unknown[] as readonly BlockDefinition[]).filter(
  ({ knobs }) => knobFields(knobs).length > 0,
);

test.each(WITH_KNOBS.map((definition) => [definition.kind, definition] as const))(
  "every knob of %s changes graph, cost or result",
  { timeout: 120_000 },
  (_, definition) => {
    const fields = knobFields(definition.knobs);
    const dead = fields.filter((field) => actingSetting(definition, field) === undefined).map(({ name }) => name);
    expect(dead).toEqual([]);
  },
);
