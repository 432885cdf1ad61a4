import type { PaperCardInput } from "./card.ts";
import { fairImageComparison, quickImageLook } from "./comparison/comparison.ts";

const DATA = { id: "hyperspectral-pair" };

export const card: PaperCardInput = {
  slug: "bida-hyperspectral",
  title: "Bi-directional Domain Adaptation for Cross-domain Hyperspectral Image Classification",
  authors: "Y. Zhang et al.",
  year: 2025,
  address: "https://doi.org/10.1109/TCSVT.2025.3586282",
  code: "https://github.com/YuxiangZhang-BIT/IEEE_TCSVT_BiDA",
  kind: "training method",
  evidence: {
    status: "code",
    note: "The authors' code was read; gradients of discrepancy and distillation agree with central differences and worked numbers.",
  },
  ourReading: [
    "The scenes are generated: spectra of five classes, which the target has under another gain, offset and shift along the wavelength.",
    "Width 32, two layers and four tokens are our size for patches of 7 x 7 pixels in 16 bands.",
    "Both mixed streams are carried from layer to layer; the released code carries one and starts the other from the source again in each layer, which is an ablation.",
    "The second discrepancy compares both mixed streams; the released code compares a tensor with itself there, which is zero.",
    "The consistency with an averaged copy of the network under noise, which the paper adds, is left out here.",
    "Weights are the last ones of a run; the released script keeps those that are best on the target's labels.",
  ],
  changes:
    "Source and target scenes pass one transformer together, also querying each other; the mixed answers teach both branches, and distributions of answers are drawn together.",
  claim: {
    sentence:
      "Adapting in both directions through coupled attention classifies an unlabelled target scene better than learning from the source alone, or aligning answers alone.",
    published: [],
    unpublished:
      "The paper's accuracies are on airborne scenes that are not served with the page, and were not read again.",
    atThisScale:
      "On this pair a linear map of the source's patches is the yardstick; the same network trained with the target's labels is the bound above. Whether adaptation closes the gap between them is what the full comparison asks.",
  },
  candidate: { preset: "bida", title: "Both scenes query each other" },
  baselines: [
    {
      preset: "hsi-source-only",
      title: "Source only",
      note: "The same network; the target is never read in training.",
    },
    { preset: "hsi-mmd", title: "Answers aligned", note: "The same network without distillation." },
  ],
  ablations: [
    { preset: "hsi-distill", title: "Distilled only", note: "Nothing is aligned." },
    {
      preset: "bida-released",
      title: "Released coupling",
      note: "One of the mixed streams starts anew in each layer.",
    },
    { preset: "hsi-oracle", title: "Target labels", note: "Trained by the labels that adaptation has to do without." },
  ],
  parameters: ["bida", "hsi-source-only", "hsi-mmd", "hsi-oracle"].map((preset) => ({
    preset,
    count: 62_965,
    formula:
      "8·28 + 16 + 9·128·32 + 32 + 2·32 + 4·32 + 5·32 + 32 + 2·(4·32 + 3·32² + lin(32,32) + lin(32,128) + lin(128,32)) + 2·32 + lin(32,5)",
  })),
  cost: [{ preset: "bida", counter: "forwardFlops", growth: "linear" }],
  experiments: {
    quick: quickImageLook(
      "Adapting in both directions against the source alone, a hundred steps",
      [
        { id: "source-only", title: "Source only", preset: "hsi-source-only" },
        { id: "bida", title: "BiDA", preset: "bida" },
      ],
      { data: DATA },
    ),
    fair: fairImageComparison(
      "Source only, aligned, BiDA and target labels, three seeds",
      [
        { id: "source-only", title: "Source only", preset: "hsi-source-only" },
        { id: "mmd", title: "Answers aligned", preset: "hsi-mmd" },
        { id: "distill", title: "Distilled only", preset: "hsi-distill" },
        { id: "bida", title: "BiDA", preset: "bida" },
        { id: "released", title: "BiDA, released coupling", preset: "bida-released" },
        { id: "oracle", title: "Target labels", preset: "hsi-oracle" },
      ],
      {
        data: DATA,
        learningRates: [0.0003, 0.001, 0.003],
        budget: { steps: 600 },
        evaluate: { every: 100, tokens: 1000, quickTokens: 500 },
      },
    ),
  },
};
