import type { Glyph } from "../../models/document/definition.ts";

/** Signs of the block kinds, so that their colour is never alone. */
export const GLYPH_SIGNS: Readonly<Record<Glyph, string>> = {
  "token-mixer": "⇄",
  "channel-mixer": "◫",
  norm: "≡",
  topology: "⊕",
  position: "∡",
  "in-out": "▸",
};
