import { OWN_TEXT } from "../store/draft-changes.ts";

export interface DatasetChoice {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Whether the text comes from the dataset hub, whose address is then a setting. */
  readonly isFromHub: boolean;
  /** The task of documents that are trained on it, and those of its knobs that the data settle. */
  readonly task: TaskOfData;
}

interface TaskOfData {
  readonly kind: string;
  readonly knobs?: Readonly<Record<string, number>>;
}

const TEXT: TaskOfData = { kind: "next-token" };
const PHOTOGRAPHS: TaskOfData = { kind: "classify-image", knobs: { height: 32, width: 32, channels: 3, classes: 10 } };
const valuesAt = (width: number): TaskOfData => ({ kind: "regression", knobs: { width, outputs: 1 } });
const labels = (vocabulary: number, classes: number): TaskOfData => ({
  kind: "label-tokens",
  knobs: { vocabulary, classes },
});
const rowsOf = (vocabulary: number, classes: number): TaskOfData => ({
  kind: "classify-sequence",
  knobs: { vocabulary, classes },
});

/** The picker's entries, in the order in which a newcomer should try them. */
export const DATASET_CHOICES: readonly DatasetChoice[] = [
  {
    id: "state-of-the-union",
    title: "State of the Union",
    description: "233 presidential addresses, 10.8 MB, served with the page",
    isFromHub: false,
    task: TEXT,
  },
  {
    id: "wikitext-2-raw",
    title: "WikiText-2, raw",
    description: "Wikipedia articles, 13 MB, fetched from the hub once",
    isFromHub: true,
    task: TEXT,
  },
  {
    id: "wikitext-2-words",
    title: "WikiText-2, words",
    description: "The same articles cut into words, for perplexities per word",
    isFromHub: true,
    task: TEXT,
  },
  {
    id: "order-2-source",
    title: "Generated: order-two source",
    description: "Two bytes of context tell all that can be told; no download",
    isFromHub: false,
    task: TEXT,
  },
  {
    id: "copying",
    title: "Generated: copying words",
    description: "Who looks back learns the second half; no download",
    isFromHub: false,
    task: TEXT,
  },
  {
    id: "shapes-32",
    title: "Generated: shapes, images of 32 x 32",
    description: "Ten shapes in noise, for documents that classify images; no download",
    isFromHub: false,
    task: PHOTOGRAPHS,
  },
  {
    id: "cifar-10",
    title: "CIFAR-10, a slice",
    description: "5,000 photographs of ten classes; served with the page, else fetched from the hub once",
    isFromHub: true,
    task: PHOTOGRAPHS,
  },
  {
    id: "regression-linear",
    title: "Generated: linear regression in context",
    description: "Points with values of a rule to find out, for documents that predict values; no download",
    isFromHub: false,
    task: valuesAt(8),
  },
  {
    id: "regression-sparse",
    title: "Generated: sparse linear regression in context",
    description: "The same with only two of eight numbers that matter; no download",
    isFromHub: false,
    task: valuesAt(8),
  },
  {
    id: "regression-relu",
    title: "Generated: ReLU networks in context",
    description: "The same with values of a small network of the row’s own; no download",
    isFromHub: false,
    task: valuesAt(8),
  },
  {
    id: "regression-representation",
    title: "Generated: regression on a representation",
    description: "The same, linear in what a fixed network makes of the points; no download",
    isFromHub: false,
    task: valuesAt(8),
  },
  {
    id: "regression-autoregressive",
    title: "Generated: autoregressive series",
    description: "The next value of a series by a rule to find out; no download",
    isFromHub: false,
    task: valuesAt(1),
  },
  {
    id: "correlated-series",
    title: "Generated: correlated series",
    description: "Seven hourly variables with common drivers, for documents that forecast; no download",
    isFromHub: false,
    task: { kind: "forecast", knobs: { variables: 7 } },
  },
  {
    id: "keyword",
    title: "Generated: spoken tokens",
    description:
      "Ten words of 128 frames told apart by their order in time, for documents that classify series; no download",
    isFromHub: false,
    task: { kind: "classify-series", knobs: { steps: 128, channels: 20, classes: 10 } },
  },
  {
    id: "scenes-64",
    title: "Generated: scenes, images of 64 x 64",
    description: "Shapes before a wavy background, each pixel labelled, for documents that segment; no download",
    isFromHub: false,
    task: { kind: "segment", knobs: { height: 64, width: 64, channels: 3, classes: 6 } },
  },
  {
    id: "hyperspectral-pair",
    title: "Generated: a pair of hyperspectral scenes",
    description: "Five classes in 16 bands, labelled in one scene and asked in another; no download",
    isFromHub: false,
    task: { kind: "domain-adaptation", knobs: { patch: 7, bands: 16, classes: 5 } },
  },
  {
    id: "triple-match",
    title: "Generated: triples that sum to zero",
    description: "Rows of five numbers, for documents that label tokens; no download",
    isFromHub: false,
    task: labels(16, 2),
  },
  {
    id: "selective-copy",
    title: "Generated: selective copying",
    description: "Letters strewn among blanks to be repeated, for documents that label tokens; no download",
    isFromHub: false,
    task: labels(14, 12),
  },
  {
    id: "listops",
    title: "Generated: ListOps",
    description: "Nested operations on digits, for documents that classify rows of tokens; no download",
    isFromHub: false,
    task: rowsOf(16, 10),
  },
  {
    id: "byte-text",
    title: "Generated: opinions in bytes",
    description: "Praise or blame in 512 bytes, for documents that classify rows of tokens; no download",
    isFromHub: false,
    task: rowsOf(256, 2),
  },
  {
    id: "shapes-sequence-256",
    title: "Generated: shapes as 256 pixels",
    description: "Grey images read pixel by pixel, for documents that classify rows of tokens; no download",
    isFromHub: false,
    task: rowsOf(256, 10),
  },
  {
    id: "shapes-sequence",
    title: "Generated: shapes as 1,024 pixels",
    description: "The same, four times as long; no download",
    isFromHub: false,
    task: rowsOf(256, 10),
  },
  {
    id: "pathfinder",
    title: "Generated: Pathfinder, easy",
    description: "Are two dots on one dashed line? 1,024 pixels one by one; no download",
    isFromHub: false,
    task: rowsOf(256, 2),
  },
  {
    id: "pathfinder-hard",
    title: "Generated: Pathfinder, hard",
    description: "The same with longer lines; no download",
    isFromHub: false,
    task: rowsOf(256, 2),
  },
  {
    id: "path-64",
    title: "Generated: Path-64",
    description: "The same in 4,096 pixels; no download",
    isFromHub: false,
    task: rowsOf(256, 2),
  },
  {
    id: "path-x",
    title: "Generated: Path-X",
    description: "The same in 16,384 pixels; no download",
    isFromHub: false,
    task: rowsOf(256, 2),
  },
  {
    id: "speech-pairs",
    title: "Pairs of speech parts",
    description: "Are two parts of one address? For documents that match pairs; served with the page",
    isFromHub: false,
    task: { kind: "pair-retrieval", knobs: { vocabulary: 256 } },
  },
  {
    id: OWN_TEXT,
    title: "Your own text",
    description: "Drop a file on the page, open one, or paste; it stays on this machine",
    isFromHub: false,
    task: TEXT,
  },
];

export function datasetChoice(id: string | undefined): DatasetChoice | undefined {
  return DATASET_CHOICES.find((choice) => choice.id === id);
}
