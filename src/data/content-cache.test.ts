import { expect, test } from "vitest";
import { contentCache, memoryStore, type FileStore } from "./content-cache.ts";

const TEXT = new TextEncoder().encode("a cached text");
const ADDRESS = "https://example.org/text";

test("content comes back by its address", async () => {
  const cache = contentCache(memoryStore());
  expect(await cache.get(ADDRESS)).toBeUndefined();
  await cache.put(ADDRESS, TEXT);
  expect(await cache.get(ADDRESS)).toEqual(TEXT);
  expect(await cache.get("https://example.org/other")).toBeUndefined();
});

test("a damaged file is dropped, not returned", async () => {
  const names: string[] = [];
  const inner = memoryStore();
  const store: FileStore = {
    ...inner,
    write: (name, bytes) => {
      names.push(name);
      return inner.write(name, bytes);
    },
  };
  const cache = contentCache(store);
  await cache.put(ADDRESS, TEXT);
  const content = names.find((name) => name.endsWith(".content"))!;
  await inner.write(content, TEXT.slice(0, 5));
  expect(await cache.get(ADDRESS)).toBeUndefined();
  expect(await inner.read(content)).toBeUndefined();
});

test("a full disk is not an error", async () => {
  const full: FileStore = {
    ...memoryStore(),
    write: () => Promise.reject(new DOMException("The quota has been exceeded.", "QuotaExceededError")),
  };
  const cache = contentCache(full);
  await cache.put(ADDRESS, TEXT);
  expect(await cache.get(ADDRESS)).toBeUndefined();
});
