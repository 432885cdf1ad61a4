import { DOCUMENT_FORMAT } from "../../models/document/schema.ts";
import type { ArchitectureDocument } from "../../models/document/types.ts";

/** The address of an empty canvas. */
export const BLANK = "blank";

/** As little as a language model can be: a table of vectors and a head that reads them. */
export const BLANK_DOCUMENT: ArchitectureDocument = {
  format: DOCUMENT_FORMAT,
  name: "My architecture",
  task: { kind: "next-token", knobs: { vocabulary: 256 } },
  trunk: [{ kind: "token-embedding" }],
  heads: [{ name: "logits", body: [{ kind: "norm" }, { kind: "head" }] }],
};
