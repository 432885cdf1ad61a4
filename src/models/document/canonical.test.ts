import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../blocks/index.ts";
import { decoder, NANO } from "../presets/language-models.ts";
import { PRESETS } from "../presets/index.ts";
import { canonicalText, documentHash, elideDefaults } from "./canonical.ts";
import { mapItems } from "./migrate.ts";
import type { ArchitectureDocument, BlockItem } from "./types.ts";
import { readDocument } from "./validate.ts";

const MOST_PACKED_BYTES = 900;

const nano = decoder("lm-nano", NANO);
const edited = (change: Partial<BlockItem>): ArchitectureDocument =>
  mapItems(nano, (item) => (item.kind === "token-embedding" ? { ...item, ...change } : item));

describe("the canonical form", () => {
  test.each<[string, ArchitectureDocument]>([
    ["ids and display names", { ...edited({ id: "n1", name: "Bytes in" }), name: "My model" }],
    ["explicit defaults", edited({ version: 1, slug: "embed", knobs: { width: 96, std: 1, scale: "none" } })],
    [
      "the order of keys",
      JSON.parse(JSON.stringify(nano, (_, value: unknown) => reversed(value))) as ArchitectureDocument,
    ],
    ["empty lists", { ...nano, taps: [] }],
  ])("is blind to %s", (_, document) => {
    expect(canonicalText(document, CATALOGUE)).toBe(canonicalText(nano, CATALOGUE));
  });

  test.each<[string, ArchitectureDocument]>([
    ["knobs", edited({ knobs: { width: 48 } })],
    ["slugs, on which initial weights hang", edited({ slug: "bytes" })],
    ["the names of heads", { ...nano, heads: nano.heads.map((head) => ({ ...head, name: "other", port: "logits" })) }],
  ])("sees %s", (_, document) => {
    expect(canonicalText(document, CATALOGUE)).not.toBe(canonicalText(nano, CATALOGUE));
  });

  test("shortening is idempotent and changes nothing that is meant", () => {
    for (const { document } of PRESETS) {
      const short = elideDefaults(document, CATALOGUE);
      expect(elideDefaults(short, CATALOGUE)).toEqual(short);
      expect(canonicalText(short, CATALOGUE)).toBe(canonicalText(document, CATALOGUE));
    }
  }, 20_000);

  test("a preset is small enough for a link", async () => {
    for (const { id, document } of PRESETS) {
      // A link is packed: stages of a pyramid, written out one by one, take little more than one of them.
      const packed = new Blob([JSON.stringify(document)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
      expect((await new Response(packed).arrayBuffer()).byteLength, id).toBeLessThan(MOST_PACKED_BYTES);
    }
  });

  test("all presets differ", async () => {
    const hashes = await Promise.all(PRESETS.map((preset) => documentHash(preset.document, CATALOGUE)));
    const doubled = PRESETS.filter((_, index) => hashes.indexOf(hashes[index]) !== index).map((preset) => preset.id);
    // The sweeps' three-phase arms are 3pt-n3 and 3pt-nano themselves, that of two layers is the forecaster of the others.
    expect(doubled).toEqual(["3pt-mini-sweep-3", "3pt-nano-sweep-3", "ts-depth-2"]);
  });
});

describe("documents of released versions", () => {
  const released = import.meta.glob<{ document: unknown; sha256: string }>("./released/*.json", {
    eager: true,
    import: "default",
  });

  test("there are some", () => {
    expect(Object.keys(released).length).toBeGreaterThan(0);
  });

  test.each(Object.entries(released))("%s decodes to the same hash for ever", async (_, { document, sha256 }) => {
    expect(await documentHash(readDocument(document, CATALOGUE).document, CATALOGUE)).toBe(sha256);
  });
});

function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}
