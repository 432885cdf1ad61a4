import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOGUE } from "../models/blocks/index.ts";
import { documentHash, elideDefaults } from "../models/document/canonical.ts";
import { readDocument } from "../models/document/validate.ts";
import { PRESETS } from "../models/presets/index.ts";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { readContent, shortExperiment } from "./content.ts";
import type { SharedContent } from "./content.ts";
import { arbitraryContents, EXAMPLE_EXPERIMENT, exampleDigest } from "./example-contents.ts";
import { readFragment, shareFile, shareFragment } from "./link.ts";

/** What the reader of a link shall get: documents in their shortest form, everything else unchanged. */
function shortForm(content: SharedContent): SharedContent {
  const short = (document: Record<string, unknown>) =>
    elideDefaults(readDocument(document, CATALOGUE).document, CATALOGUE) as unknown as Record<string, unknown>;
  if (content.kind === "document") return { ...content, document: short(content.document) };
  const arms = content.experiment.arms.map((arm) =>
    arm.document === undefined ? arm : { ...arm, document: short(arm.document) },
  );
  return { ...content, experiment: { ...content.experiment, arms } };
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("base64url is the inverse of itself for any bytes, and has the letters of the standard", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = toBase64url(bytes);
      expect(text).toBe(
        btoa(String.fromCharCode(...bytes))
          .replaceAll("+", "-")
          .replaceAll("/", "_")
          .replaceAll("=", ""),
      );
      expect([...fromBase64url(text)]).toEqual([...bytes]);
    }),
  );
});

describe("a link", () => {
  test("gives back what was put into it, whatever that is", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryContents, async (content) => {
        const fragment = await shareFragment(content);
        expect(fragment).toMatch(/^s=1\.[\w-]+$/);
        expect(plain(await readFragment(`#${fragment!}`))).toEqual(plain(shortForm(content)));
        expect(plain(readContent(plain(JSON.parse(shareFile(content)))))).toEqual(plain(shortForm(content)));
      }),
      { numRuns: 120, seed: 11 },
    );
  }, 60_000);

  test("keeps the meaning of every preset, in under 1,200 letters", async () => {
    for (const { document } of PRESETS) {
      const fragment = await shareFragment({ kind: "document", document: { ...document } });
      const read = await readFragment(fragment!);
      if (read.kind !== "document") throw new Error("a document was shared");
      expect(await documentHash(readDocument(read.document, CATALOGUE).document, CATALOGUE)).toBe(
        await documentHash(readDocument(document, CATALOGUE).document, CATALOGUE),
      );
      expect(fragment!.length).toBeLessThan(1_200);
    }
  }, 60_000);

  test("leaves out what is as usual, and the reader's own mirror", () => {
    const short = shortExperiment({
      ...EXAMPLE_EXPERIMENT,
      data: { ...EXAMPLE_EXPERIMENT.data, hub: "http://127.0.0.1:1" },
    });
    expect(Object.keys(short).sort()).toEqual(
      ["arms", "baseline", "batch", "budget", "data", "kind", "learningRates", "schema", "seeds", "sequenceLength"]
        .concat("title")
        .sort(),
    );
    expect(short.data).toEqual({ id: "state-of-the-union" });
  });

  test("that would be too long is a file", async () => {
    const digits = (index: number): string => Math.abs(Math.sin(index)).toFixed(16).slice(2);
    const qualities = Array.from({ length: 400 }, (_, index) => 2 + Math.abs(Math.sin(index)));
    const digest = exampleDigest({ rope: qualities });
    for (const [index, run] of digest.arms[0].runs.entries()) Object.assign(run, { state: digits(index) });
    const content = { kind: "result", experiment: EXAMPLE_EXPERIMENT, digest } as const;
    expect((await shareFragment(content))?.length).toBeUndefined();
    expect(readContent(JSON.parse(shareFile(content)))).toEqual(plain(shortForm(content)));
  });
});
