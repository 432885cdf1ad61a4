import { expect, test } from "vitest";
import { documentsByParagraph, joinDocuments } from "./text-documents.ts";

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

test("documents are joined by one newline byte", () => {
  const { bytes, starts } = joinDocuments([utf8("ab"), utf8(""), utf8("c\n"), utf8("é")]);
  expect(new TextDecoder().decode(bytes)).toBe("ab\n\nc\n\né");
  expect([...starts]).toEqual([0, 3, 4, 7]);
  expect(joinDocuments([]).bytes.length).toBe(0);
});

test("a paragraph starts after blank lines, whatever the blanks are", () => {
  const text = "\none\ntwo\n\n \t\r\nthree\n\n\nfour";
  const { bytes, starts } = documentsByParagraph(utf8(text));
  expect(bytes).toEqual(utf8(text));
  expect([...starts]).toEqual([0, 1, text.indexOf("three"), text.indexOf("four")]);
  expect([...documentsByParagraph(new Uint8Array(0)).starts]).toEqual([]);
});
