import { createServer } from "vite";
import { ROOT } from "./site.mjs";

/**
 * Runs the page's own modules in Node, shaders and globs included: what needs no device needs no browser.
 * @param {(load: (path: string) => Promise<any>) => Promise<void>} use given a loader of modules by their path from the root
 */
export async function withSources(use) {
  const server = await createServer({
    root: ROOT,
    logLevel: "error",
    appType: "custom",
    server: { middlewareMode: true, watch: null, hmr: false },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  try {
    await use((path) => server.ssrLoadModule(path));
  } finally {
    await server.close();
  }
}
