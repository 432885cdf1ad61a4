import { loadWikitext } from "../hub/wikitext.ts";
import type { TextDataset } from "../text-dataset.ts";

export const wikitext2Raw: TextDataset = {
  id: "wikitext-2-raw",
  title: "WikiText-2, raw",
  description: "Good and featured Wikipedia articles, 13 MB of raw text, for byte and byte-pair models.",
  licence: "CC BY-SA 3.0 and GFDL",
  attribution: "Merity et al. 2016, Pointer Sentinel Mixture Models; text by the contributors of Wikipedia.",
  origin: "hub",
  load: (context) =>
    loadWikitext(
      {
        configuration: "wikitext-2-raw-v1",
        officialSha256: {
          train: "6707892fa3788b5ab9ed78ab5ff37d9fe825f6011a2ad4fcd6a6d467f0e7da57",
          validation: "4cd0f6876d07a413aa911261ff6d363c72d757d47f0fdd6015702014c89cb9c7",
          test: "173c87a53759e0201f33e0ccf978e510c2042d7f2cb78229d9a50d79b9e7dd08",
        },
      },
      context,
    ),
};
