import type { PaperCardInput } from "./card.ts";
import { fairComparison, quickLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "survey-of-mamba",
  title: "A Survey of Mamba",
  authors: "H. Qu et al.",
  year: 2024,
  address: "https://arxiv.org/abs/2408.01129",
  kind: "architecture method",
  evidence: {
    status: "abstract",
    note: "The survey's abstract orders the work by block design and scan order; the variants offered are well-known members of these groups.",
  },
  ourReading: [
    "Which variants stand for the groups is our choice: Mamba, Mamba-2, a hybrid with attention, scans with a feed-forward network, several scan orders, and a state without selection.",
    "The feed-forward network behind each scan is as wide as makes the layer's parameters those of the decoder's layer.",
  ],
  changes:
    "Orders what can be varied in a Mamba network: the block, what stands between blocks, and the order in which tokens are visited.",
  claim: {
    sentence:
      "A survey makes no claim of its own; the questions put here are ours: what does selection buy where something must be remembered and something skipped, and are hybrids and scans with channel mixers better than a decoder of equal parameters?",
    published: [],
    unpublished: "A survey: it measures nothing of its own that could be compared with.",
    atThisScale:
      "The quick look copies letters strewn among blanks: a state that selects can skip the blanks, one that does not must carry them along. The fair comparison is of text, and all its arms have the decoder's parameters within 1 %. Expect differences among the scan variants to be small against the noise of three seeds. Bidirectional and four-way scans look ahead and are for images; as knobs of the block they are here, as language models they would cheat.",
  },
  candidate: { preset: "mamba-hybrid-nano", title: "Hybrid: every third layer attention" },
  baselines: [{ preset: "lm-nano", title: "RoPE decoder, 3 layers" }],
  ablations: [
    { preset: "copy-mamba", title: "Selective copying: Mamba" },
    { preset: "copy-mamba-lti", title: "Selective copying: a state without selection" },
    { preset: "copy-attention", title: "Selective copying: causal attention" },
    { preset: "mamba-nano", title: "Mamba alone" },
    { preset: "mamba2-nano", title: "Mamba-2 alone" },
    { preset: "mamba-mlp-nano", title: "Mamba with a feed-forward network" },
    { preset: "mamba-nano-lti", title: "A state without selection" },
  ],
  parameters: [
    { preset: "copy-mamba", count: 20_780, formula: "14·32 + 2·(9,920 + 32) + 32 + 12·32 + 12" },
    {
      preset: "mamba-mlp-nano",
      count: 353_520,
      formula: "2·256·96 + 3·(51,120 + 96 + 3·96·174 + 96) + 96, scans of inner width 144",
    },
    { preset: "mamba-hybrid-nano", count: 355_584, formula: "2·256·96 + 3·(68,160 + 96) + 101,568 + 96" },
  ],
  cost: [
    { preset: "mamba-hybrid-nano", counter: "forwardFlops", growth: "quadratic" },
    { preset: "mamba-mlp-nano", counter: "forwardFlops", growth: "linear" },
    { preset: "mamba-mlp-nano", counter: "stateFloats", growth: "constant" },
  ],
  experiments: {
    quick: quickLook(
      "Selective copying: scans that select against scans that do not, and attention, two-minute look",
      [
        { id: "lti", title: "Scans without selection", preset: "copy-mamba-lti" },
        { id: "mamba", title: "Mamba", preset: "copy-mamba" },
        { id: "attention", title: "Causal attention", preset: "copy-attention" },
      ],
      {
        data: { id: "selective-copy", tokenizer: "byte" },
        samples: undefined,
        sequenceLength: 32,
        batch: 16,
        budget: { steps: 300 },
        evaluate: { every: 50, tokens: 6_000 },
      },
    ),
    fair: fairComparison(
      "Variants of Mamba against a RoPE decoder, three seeds",
      [
        { id: "decoder", title: "RoPE decoder", preset: "lm-nano" },
        { id: "hybrid", title: "Hybrid", preset: "mamba-hybrid-nano" },
        { id: "mamba-mlp", title: "Mamba with feed-forward", preset: "mamba-mlp-nano" },
        { id: "mamba2", title: "Mamba-2", preset: "mamba2-nano" },
      ],
      { match: "parameters" },
    ),
  },
};
