import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "sparse-query-attention",
  title: "Sparse Query Attention",
  authors: "A. Filipek",
  year: 2025,
  address: "https://arxiv.org/abs/2510.01817",
  code: "https://github.com/RxAI-dev/RxNN",
  kind: "token mixer",
  evidence: {
    status: "code",
    note: "The author's note and configurations were read; the published parameter counts of all seven combinations are reproduced.",
  },
  ourReading: [
    "Head counts that do not come out whole are rounded up to at least one, key/value heads down to a divisor of the query heads.",
    "The arm with as many parameters as MHA is ours: the paper lets the smaller models be smaller.",
    "A sliding window is offered beside the family; the paper does not combine them.",
  ],
  changes:
    "Drops query heads, and not only key/value heads as MQA and GQA do, so that the products of attention themselves shrink in proportion.",
  claim: {
    sentence:
      "Half the query heads halve attention's work, up to 3 times the throughput on long texts, for little loss of quality.",
    published: [
      {
        metric: "validation loss, nats",
        setting: "about 11 M parameters, 1,024 tokens, one epoch; MHA against SQA",
        baseline: 1.1976,
        candidate: 1.2272,
      },
      {
        metric: "seconds per step",
        setting: "32,768 tokens on one A100; MHA against SQA",
        baseline: 0.373,
        candidate: 0.199,
      },
      {
        metric: "seconds per step",
        setting: "131,072 tokens on one A100; MHA against SQA",
        baseline: 1.265,
        candidate: 0.631,
      },
    ],
    atThisScale:
      "After 200 steps of the smallest size the seven combinations lie within the noise of one seed; after 500 an independent run found 2.952 bits per byte for MHA, 3.008 for SQA and 3.079 for xSQA. SQA's cache is GQA's: what it saves is work, not traffic while generating.",
  },
  candidate: { preset: "sqa-nano-sqa", title: "SQA, 4 query and 2 key/value heads" },
  baselines: [
    { preset: "sqa-nano-mha", title: "MHA, 8 heads" },
    { preset: "sqa-nano-gqa", title: "GQA, 8 query and 2 key/value heads", note: "The same cache as SQA." },
  ],
  ablations: [
    {
      preset: "sqa-nano-sqa-iso",
      title: "SQA, as many parameters as MHA",
      note: "The saved weights go to the feed-forward network.",
    },
    { preset: "sqa-nano-mha-window", title: "MHA in a window of 32 tokens" },
    { preset: "sqa-nano-sqa-window", title: "SQA in a window of 32 tokens" },
  ],
  sweep: {
    knob: "query and key/value heads",
    documents: [
      { preset: "sqa-family-mha", title: "MHA 8/8", note: "Paper: 1.1976." },
      { preset: "sqa-family-gqa", title: "GQA 8/2", note: "Paper: 1.2177." },
      { preset: "sqa-family-mqa", title: "MQA 8/1", note: "Paper: 1.2497." },
      { preset: "sqa-family-sqa", title: "SQA 4/2", note: "Paper: 1.2272." },
      { preset: "sqa-family-ssqa", title: "sSQA 4/4", note: "Paper: 1.2201." },
      { preset: "sqa-family-xsqa", title: "xSQA 2/2", note: "Paper: 1.2428." },
      { preset: "sqa-family-xsmqa", title: "xSMQA 2/1", note: "Paper: 1.2815." },
    ],
  },
  parameters: [
    { preset: "sqa-nano-sqa", count: 312_480, formula: "2·256·96 + 3·(2·96·4·12 + 2·96·2·12 + 3·96·256 + 2·96) + 96" },
    { preset: "sqa-family-mha", count: 1_377_408, formula: "2·2,048·128 + 4·(4·128·128 + 3·128·384 + 2·128) + 128" },
  ],
  cost: [
    { preset: "sqa-nano-sqa", counter: "forwardFlops", growth: "quadratic" },
    { preset: "sqa-nano-sqa", counter: "activationBytes", growth: "linear" },
    { preset: "sqa-nano-sqa", counter: "stateFloats", growth: "linear" },
    { preset: "sqa-nano-sqa-window", counter: "forwardFlops", growth: "linear" },
    { preset: "sqa-nano-sqa-window", counter: "stateFloats", growth: "constant" },
  ],
  experiments: {
    quick: quickLook("Sparse Query Attention against MHA, two-minute look", [
      { id: "mha", title: "MHA", preset: "sqa-pico-mha" },
      { id: "sqa", title: "SQA", preset: "sqa-pico-sqa" },
    ]),
    fair: fairComparison("Sparse Query Attention against MHA, three seeds", [
      { id: "mha", title: "MHA", preset: "sqa-nano-mha" },
      { id: "sqa", title: "SQA", preset: "sqa-nano-sqa" },
      { id: "sqa-iso", title: "SQA, as many parameters", preset: "sqa-nano-sqa-iso" },
    ]),
  },
};
