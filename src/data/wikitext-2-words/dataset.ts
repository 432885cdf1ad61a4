import { loadWikitext } from "../hub/wikitext.ts";
import type { TextDataset } from "../text-dataset.ts";

export const wikitext2Words: TextDataset = {
  id: "wikitext-2-words",
  title: "WikiText-2, words",
  description: "The same articles cut into words, rare ones replaced by <unk>: for word-level perplexities of papers.",
  licence: "CC BY-SA 3.0 and GFDL",
  attribution: "Merity et al. 2016, Pointer Sentinel Mixture Models; text by the contributors of Wikipedia.",
  origin: "hub",
  load: (context) =>
    loadWikitext(
      {
        configuration: "wikitext-2-v1",
        // Of the copies shipped with PyTorch's word language model example; none is known for the training file.
        officialSha256: {
          validation: "f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8",
          test: "d790b833ef8cf03a90db7bf1271b7520b83c45ce07ba3c1a9699df81e239eca0",
        },
      },
      context,
    ),
};
