import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { quickSlice } from "./evaluation/slice.ts";
import { ngramYardsticks, spansOfSlice, wholeSpan } from "./ngram-yardsticks.ts";
import { ENTROPY_BITS_PER_BYTE, orderTwoText } from "./tasks/order-2-source/source.ts";
import { joinDocuments } from "./text-documents.ts";
import { byteTokenizer } from "./tokenizers/byte.ts";
import { encodeDocuments } from "./tokenizers/tokenizer.ts";

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

test("hand-computed: a alone, one byte of context", () => {
  // Training "aab": N = 3, D = 2, so P(a) = (2 + 2/256) / 5. After a: N = 2, D = 2, P(a|a) = (1 + 2 P(a)) / 4.
  const p0 = (2 + 2 / 256) / 5;
  const p1 = (1 + 2 * p0) / 4;
  const [none, one] = ngramYardsticks(utf8("aab"), utf8("aa"), wholeSpan(utf8("aa")), 1);
  expect(none).toEqual({ name: "no context", contextBytes: 0, bitsPerByte: -Math.log2(p0) });
  expect(one.bitsPerByte).toBeCloseTo(-Math.log2(p1), 12);
});

property.prop([fc.uint8Array({ minLength: 4, maxLength: 60 }), fc.uint8Array({ minLength: 2, maxLength: 2 })], {
  numRuns: 20,
})("the probabilities of all bytes sum to one", (training, context) => {
  const sums = [0, 0, 0];
  for (let byte = 0; byte < 256; byte++) {
    const text = Uint8Array.of(...context, byte);
    const yardsticks = ngramYardsticks(training, text, [{ contextBegin: 0, begin: 2, end: 3 }], 2);
    yardsticks.forEach(({ bitsPerByte }, order) => (sums[order] += 2 ** -bitsPerByte));
  }
  for (const sum of sums) expect(sum).toBeCloseTo(1, 9);
});

test("spans follow the windows of a slice and hide what lies before", async () => {
  const documents = joinDocuments([utf8("abcdefghij")]);
  const stream = encodeDocuments(byteTokenizer, documents);
  expect(spansOfSlice(stream, await quickSlice(stream, 4))).toEqual([
    { contextBegin: 0, begin: 1, end: 5 },
    { contextBegin: 4, begin: 5, end: 9 },
    { contextBegin: 8, begin: 9, end: 10 },
  ]);
});

test("on a source of order two, two bytes of context come near its entropy and fewer do not", () => {
  const training = orderTwoText(11, 200_000, 0);
  const evaluation = orderTwoText(11, 20_000, 1);
  const bits = ngramYardsticks(training, evaluation, wholeSpan(evaluation), 3).map(({ bitsPerByte }) => bitsPerByte);
  expect(bits[2]).toBeGreaterThan(ENTROPY_BITS_PER_BYTE - 0.03);
  expect(bits[2]).toBeLessThan(ENTROPY_BITS_PER_BYTE + 0.05);
  expect(bits[1]).toBeGreaterThan(ENTROPY_BITS_PER_BYTE + 0.5);
  expect(bits[0]).toBeGreaterThan(bits[1]);
});
