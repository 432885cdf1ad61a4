import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { concatBytes } from "../lib/bytes.ts";
import { Failure } from "../lib/failure.ts";
import { sha256Hex } from "../lib/sha256.ts";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { deflate } from "./deflate.ts";
import { arbitraryContents } from "./example-contents.ts";
import { readFragment, shareFragment } from "./link.ts";

const computation = vi.fn(() => {
  throw new Error("a link started a computation");
});

beforeAll(() => {
  vi.stubGlobal("Worker", computation);
  vi.stubGlobal("fetch", computation);
});
afterAll(() => vi.unstubAllGlobals());

const MOST_MS = 100;
let slowestMs = 0;

/** A refusal is a sentence of ours; anything else that is thrown is a crash. */
async function readOnce(fragment: string): Promise<"read" | "refused"> {
  try {
    await readFragment(fragment);
    return "read";
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    expect(thrown.message).toMatch(/[.?]$/);
    return "refused";
  }
}

/** Reads a fragment; what took too long is read twice more, since a busy machine delays once, a hang every time. */
async function expectHandled(fragment: string): Promise<"read" | "refused"> {
  let leastMs = Infinity;
  for (let attempt = 0; ; attempt++) {
    const startMs = performance.now();
    const outcome = await readOnce(fragment);
    leastMs = Math.min(leastMs, performance.now() - startMs);
    if (leastMs >= MOST_MS && attempt < 2) continue;
    slowestMs = Math.max(slowestMs, leastMs);
    return outcome;
  }
}

/** A fragment that passes the link's own check, whatever its content. */
async function sealed(json: string, version = 1): Promise<string> {
  const bytes = new TextEncoder().encode(json);
  const check = (await sha256Hex(bytes))
    .slice(0, 8)
    .match(/../g)!
    .map((byte) => parseInt(byte, 16));
  return `#s=${version}.${toBase64url(concatBytes([Uint8Array.from(check), await deflate(bytes)]))}`;
}

describe("links from anybody", () => {
  test("ten thousand damaged ones are refused with a sentence, each within a tenth of a second", async () => {
    const contents = fc.sample(arbitraryContents, { numRuns: 100, seed: 3 });
    const links = await Promise.all(contents.map(async (content) => `#${(await shareFragment(content))!}`));
    await expectHandled(links[0]);
    slowestMs = 0;
    const damage = fc.tuple(fc.nat(), fc.nat(), fc.constantFrom("change", "cut", "insert", "double", "bytes"));
    const changes = fc.sample(fc.tuple(fc.nat(), damage), { numRuns: 6_000, seed: 4 });
    let refused = 0;
    for (const [which, [at, amount, kind]] of changes) {
      const link = links[which % links.length];
      const place = 5 + (at % (link.length - 5));
      const letter = "AZaz09-_%é".charAt(amount % 10);
      const damaged = {
        change: link.slice(0, place) + letter + link.slice(place + 1),
        cut: link.slice(0, place),
        insert: link.slice(0, place) + letter + link.slice(place),
        double: link.slice(0, place) + link.slice(5),
        bytes: `#s=1.${toBase64url(fromBase64url(link.slice(5)).map((byte, index) => (index % (2 + (amount % 97)) === 0 ? at + index : byte)))}`,
      }[kind];
      const outcome = await expectHandled(damaged);
      if (damaged !== link && outcome === "refused") refused += 1;
      if (damaged !== link && outcome === "read") expect(await readFragment(damaged)).toEqual(await readFragment(link));
    }
    const anything = fc.sample(fc.oneof(fc.string({ maxLength: 400 }), fc.base64String({ maxLength: 4_000 })), {
      numRuns: 2_000,
      seed: 5,
    });
    for (const text of anything) await expectHandled(`#s=1.${text}`);
    expect(refused).toBeGreaterThan(5_000);
    expect(slowestMs).toBeLessThan(MOST_MS);
  }, 120_000);

  test("two thousand that pass the check but hold other JSON are refused with a sentence", async () => {
    slowestMs = 0;
    for (const value of fc.sample(fc.jsonValue({ maxDepth: 5 }), { numRuns: 1_000, seed: 6 })) {
      expect(await expectHandled(await sealed(JSON.stringify(value)))).toBe("refused");
      await expectHandled(await sealed(JSON.stringify({ experiment: value, result: value })));
    }
    expect(slowestMs).toBeLessThan(MOST_MS);
  }, 60_000);

  test.each([
    ["a bomb", () => sealed(JSON.stringify({ document: { name: "0".repeat(50_000_000) } })), /unpacks to more than/],
    [
      "deep nesting",
      () => sealed(`{"document":{"trunk":${"[".repeat(60_000)}${"]".repeat(60_000)}}}`),
      /nested deeper/,
    ],
    [
      "a deep arm",
      () =>
        sealed(
          `{"experiment":{"schema":"bakeoff/experiment@1","kind":"train","arms":[{"id":"a","document":{"a":${"[".repeat(60_000)}${"]".repeat(60_000)}}}],"data":{"id":"x"},"sequenceLength":1,"batch":1,"budget":{"steps":1}}}`,
        ),
      /nested deeper/,
    ],
    ["a prototype", () => sealed('{"document":{"__proto__":{"kind":"x"},"constructor":1}}'), /not allowed/],
    [
      "a mirror of its own",
      () => sealed(experimentWith('"data":{"id":"x","hub":"https://evil.example"}')),
      /hub of its own/,
    ],
    ["two things", () => sealed('{"document":{},"experiment":{}}'), /either an architecture or an experiment/],
    ["a newer version", () => sealed("{}", 2), /newer Bakeoff/],
    ["no letters", () => Promise.resolve("#s=1."), /not a link that the page made/],
    ["too many letters", () => Promise.resolve(`#s=1.${"A".repeat(70_000)}`), /more than any of ours/],
    [
      "an endless experiment",
      () => sealed(experimentWith('"data":{"id":"x"},"seeds":[' + "1,".repeat(70) + "1]")),
      /seeds/,
    ],
  ])("%s is refused", async (_, make, sentence) => {
    const fragment = await make();
    slowestMs = 0;
    await expect(readFragment(fragment)).rejects.toThrow(sentence);
    await expect(readFragment(fragment)).rejects.toBeInstanceOf(Failure);
    await expectHandled(fragment);
    expect(slowestMs).toBeLessThan(MOST_MS);
  });

  test("none starts a worker or fetches anything", () => expect(computation).not.toHaveBeenCalled());
});

function experimentWith(fields: string): string {
  return `{"experiment":{"schema":"bakeoff/experiment@1","kind":"train","arms":[{"id":"a","preset":"lm-pico"}],"sequenceLength":1,"batch":1,"budget":{"steps":1},${fields}}}`;
}
