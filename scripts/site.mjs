import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** What the built site is made from. */
const INPUTS = ["src", "public", "index.html", "vite.config.ts", "package-lock.json"];

/** The latest change below a path, folders included so that a deleted file counts. @param {string} path @returns {number} */
function newestChangeMs(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newestChangeMs(join(path, name))));
}

function isBuildCurrent() {
  const manifest = join(ROOT, "dist/.vite/manifest.json");
  if (!existsSync(manifest)) return false;
  const builtMs = statSync(manifest).mtimeMs;
  return INPUTS.every((input) => newestChangeMs(join(ROOT, input)) < builtMs);
}

/**
 * Builds the site unless the one in `dist` is newer than everything it is made from.
 * @param {(line: string) => void} log
 */
export async function buildSite(log) {
  if (isBuildCurrent()) return;
  log("Building the site …");
  await build({ root: ROOT, logLevel: "warn" });
}

/**
 * Makes the datasets that the page serves, where they are missing. Without a network the page still has its generated
 * tasks, so this reports and goes on.
 */
export function prepareDatasets() {
  spawnSync(process.execPath, [join(ROOT, "scripts/datasets.mjs")], { stdio: ["ignore", "inherit", "inherit"] });
}

/**
 * Serves `dist` with the headers of the released site on the first free port.
 * @param {number} firstPort
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveSite(firstPort = 4173) {
  const server = await preview({ root: ROOT, logLevel: "warn", preview: { host: "127.0.0.1", port: firstPort } });
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error("The preview server started without an address.");
  return { url, close: () => server.close() };
}
