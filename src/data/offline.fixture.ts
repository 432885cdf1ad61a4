import { contentCache, memoryStore } from "./content-cache.ts";
import type { LoadContext } from "./text-dataset.ts";

/** What a dataset may use where there is no network, with a cache that starts empty. */
export const offline: LoadContext = {
  fetch: () => Promise.reject(new TypeError("fetch failed")),
  datasetsUrl: "http://localhost/datasets/",
  hub: "http://localhost",
  cache: contentCache(memoryStore()),
  onProgress: () => undefined,
};
