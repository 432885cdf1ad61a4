import { expect, test } from "vitest";
import { contentCache } from "./content-cache.ts";
import { opfsFiles, opfsStore } from "./opfs-store.ts";

test("the origin-private file system keeps, replaces and forgets files", async () => {
  const store = (await opfsStore("opfs-store-test"))!;
  await store.remove("a");
  expect(await store.read("a")).toBeUndefined();
  await store.write("a", Uint8Array.of(1, 2, 3));
  await store.write("a", Uint8Array.of(9));
  expect([...(await store.read("a"))!]).toEqual([9]);
  expect((await opfsFiles("opfs-store-test")).find(({ name }) => name === "a")).toMatchObject({ bytes: 1 });
  expect(await opfsFiles("never made")).toEqual([]);
  await store.remove("a");
  expect(await store.read("a")).toBeUndefined();
});

test("a cache on it finds content again through a second handle", async () => {
  const text = new TextEncoder().encode("kept between visits");
  await contentCache((await opfsStore("opfs-store-test"))!).put("address", text);
  expect(await contentCache((await opfsStore("opfs-store-test"))!).get("address")).toEqual(text);
});
