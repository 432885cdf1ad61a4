import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { ISOLATION_HEADERS } from "../../scripts/headers.mjs";

export const BENCH = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** Where linters and formatters do not look. */
const OUTPUT = join(BENCH, "node_modules/.bench-page");

const CONTENT_TYPES = /** @type {Readonly<Record<string, string>>} */ ({
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
});

/** Bundles the page with all engines, each in a chunk of its own, as a site would. */
export async function buildPage() {
  await build({
    root: join(BENCH, "page"),
    configFile: false,
    base: "./",
    logLevel: "error",
    build: { outDir: OUTPUT, emptyOutDir: true, target: "es2024", chunkSizeWarningLimit: Infinity },
  });
}

/**
 * Serves the built page on a free port, cross-origin isolated.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function servePage() {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent((request.url ?? "/").split("?")[0]));
    const file = join(OUTPUT, path === "/" ? "index.html" : path);
    for (const [name, value] of Object.entries(ISOLATION_HEADERS)) response.setHeader(name, value);
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("Content-Type", CONTENT_TYPES[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/**
 * Exact versions of everything that is compared.
 * @returns {Record<string, string>}
 */
export function versions() {
  /** @param {string} folder */
  const versionIn = (folder) => {
    const path = [join(BENCH, folder), join(BENCH, "..", folder)].find((one) => existsSync(join(one, "package.json")));
    if (path === undefined) return "unknown";
    return /** @type {{ version: string }} */ (JSON.parse(readFileSync(join(path, "package.json"), "utf8"))).version;
  };
  return {
    bakeoff: versionIn(".."),
    "jax-js": versionIn("node_modules/@jax-js/jax"),
    tfjs: versionIn("node_modules/@tensorflow/tfjs-core"),
    "onnxruntime-web": versionIn("node_modules/onnxruntime-web"),
  };
}
