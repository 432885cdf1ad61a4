import { OWN_TEXT } from "../store/draft-changes.ts";

export interface DatasetChoice {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Whether the text comes from the dataset hub, whose address is then a setting. */
  readonly isFromHub: boolean;
}

/** The picker's entries, in the order in which a newcomer should try them. */
export const DATASET_CHOICES: readonly DatasetChoice[] = [
  {
    id: "state-of-the-union",
    title: "State of the Union",
    description: "233 presidential addresses, 10.8 MB, served with the page",
    isFromHub: false,
  },
  {
    id: "wikitext-2-raw",
    title: "WikiText-2, raw",
    description: "Wikipedia articles, 13 MB, fetched from the hub once",
    isFromHub: true,
  },
  {
    id: "wikitext-2-words",
    title: "WikiText-2, words",
    description: "The same articles cut into words, for perplexities per word",
    isFromHub: true,
  },
  {
    id: "order-2-source",
    title: "Generated: order-two source",
    description: "Two bytes of context tell all that can be told; no download",
    isFromHub: false,
  },
  {
    id: "copying",
    title: "Generated: copying words",
    description: "Who looks back learns the second half; no download",
    isFromHub: false,
  },
  {
    id: "shapes-32",
    title: "Generated: shapes, images of 32 x 32",
    description: "Ten shapes in noise, for documents that classify images; no download",
    isFromHub: false,
  },
  {
    id: "cifar-10",
    title: "CIFAR-10, a slice",
    description: "5,000 photographs of ten classes; served with the page, else fetched from the hub once",
    isFromHub: true,
  },
  {
    id: "regression-linear",
    title: "Generated: linear regression in context",
    description: "Points with values of a rule to find out, for documents that predict values; no download",
    isFromHub: false,
  },
  {
    id: "regression-representation",
    title: "Generated: regression on a representation",
    description: "The same, linear in what a fixed network makes of the points; no download",
    isFromHub: false,
  },
  {
    id: "regression-autoregressive",
    title: "Generated: autoregressive series",
    description: "The next value of a series by a rule to find out; no download",
    isFromHub: false,
  },
  {
    id: "correlated-series",
    title: "Generated: correlated series",
    description: "Seven hourly variables with common drivers, for documents that forecast; no download",
    isFromHub: false,
  },
  {
    id: "keyword",
    title: "Generated: spoken tokens",
    description:
      "Ten words of 128 frames told apart by their order in time, for documents that classify series; no download",
    isFromHub: false,
  },
  {
    id: OWN_TEXT,
    title: "Your own text",
    description: "Drop a file on the page, open one, or paste; it stays on this machine",
    isFromHub: false,
  },
];

export function datasetChoice(id: string | undefined): DatasetChoice | undefined {
  return DATASET_CHOICES.find((choice) => choice.id === id);
}
