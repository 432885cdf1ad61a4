import type { PaperCardInput } from "./card.ts";
import { fairSceneComparison, quickSceneLook } from "./comparison/comparison.ts";

export const card: PaperCardInput = {
  slug: "pem-segmentation",
  title: "PEM: Prototype-based Efficient MaskFormer for Image Segmentation",
  authors: "N. Cavagnero et al.",
  year: 2024,
  address: "https://arxiv.org/abs/2402.19422",
  code: "https://github.com/NiccoloCavagnero/PEM",
  kind: "token mixer",
  evidence: {
    status: "code",
    note: "The decoder's files in the released code were read; parameter counts and gradients were checked by an independent implementation.",
  },
  ourReading: [
    "The backbone is four convolutions of stride 2, and the whole network is 64 channels wide, for scenes of 64 pixels.",
    "Coarse maps are enlarged between neighbours instead of by learned filters, which alone are 196,608 parameters; a knob has the released form.",
    "The norms behind pooled vectors are layer norms: a batch norm of one position for each image needs large batches.",
    "The modulation applies its sigmoid once; the released code does so twice, which a knob has.",
    "A query whose mask excludes every pixel looks at all of them; the released code does so only if all queries are empty.",
    "The background is a segment like others, and masks are compared by shares of cells of 2 x 2 pixels.",
    "Queries and segments are matched on the device, exactly, inside the step; the released code leaves it to the host.",
  ],
  changes:
    "Each query of a mask-classification segmenter looks at one pixel of its region, the most alike, instead of attending to all; a light pixel decoder of deformable convolutions feeds it.",
  claim: {
    sentence:
      "A query needs one pixel that stands for its region, not attention over all of them: segmentation is as good as that of heavier models at far less cost.",
    published: [],
    unpublished:
      "The abstract gives no numbers, and tables of the paper are on photographs that a browser does not train on.",
    atThisScale:
      "Both arms share everything but the cross-attention, on generated scenes. Over the three levels it takes 2.3 million multiplications for an image here, masked attention 3.6 million: at maps this small projections weigh most, and the gap widens with pixels and queries. Expected is a difference within noise.",
  },
  candidate: { preset: "pem-mini", title: "Prototypes" },
  baselines: [{ preset: "maskformer-mini", title: "Masked attention" }],
  ablations: [
    { preset: "pem-plain", title: "Fixed taps", note: "Plain convolutions in the pixel decoder." },
    { preset: "pem-unmodulated", title: "No modulation", note: "Channels are not weighed by the image." },
    { preset: "pem-bare", title: "Neither", note: "Plain convolutions, no modulation." },
  ],
  parameters: [
    {
      preset: "pem-mini",
      count: 611_640,
      formula:
        "backbone 185,824 + pixel decoder 208,273 + decoder 217,543: 3 · (17,600 + 16,768 + 33,216) + 13,063 (head) + 27·64 (queries, positions, levels)",
    },
    {
      preset: "maskformer-mini",
      count: 609_144,
      formula: "the same with 16,768 instead of 17,600 in each cross-attention",
    },
  ],
  cost: [
    { preset: "pem-mini", counter: "forwardFlops", growth: "linear" },
    { preset: "maskformer-mini", counter: "forwardFlops", growth: "linear" },
  ],
  experiments: {
    quick: quickSceneLook("One pixel for each query against attention to all of its region, a hundred steps", [
      { id: "maskformer", title: "Masked attention", preset: "maskformer-mini" },
      { id: "pem", title: "Prototypes", preset: "pem-mini" },
    ]),
    fair: fairSceneComparison("Prototypes against masked attention and ablations, three seeds", [
      { id: "maskformer", title: "Masked attention", preset: "maskformer-mini" },
      { id: "pem", title: "Prototypes", preset: "pem-mini" },
      { id: "plain", title: "Fixed taps", preset: "pem-plain" },
      { id: "unmodulated", title: "No modulation", preset: "pem-unmodulated" },
      { id: "bare", title: "Neither", preset: "pem-bare" },
    ]),
  },
};
