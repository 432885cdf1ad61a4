import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Names under which distributions install Chromium or Chrome, in order of preference. */
const EXECUTABLE_NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/**
 * WebGPU on the SwiftShader adapter, no background traffic, and a GPU process that may crash more than once:
 * without the last two flags a second crash leaves `requestAdapter()` null for the life of the browser.
 */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-domain-blocking-for-3d-apis",
  "--disable-gpu-process-crash-limit",
];

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The Chromium to start: `CHROMIUM_PATH`, then the usual names on PATH, then Playwright's own download.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {string} playwrightPath where Playwright keeps its own Chromium, present or not
 * @returns {string | undefined}
 */
export function findChromium(env, playwrightPath) {
  const chosen = env.CHROMIUM_PATH;
  if (chosen !== undefined && chosen !== "") {
    if (!isExecutable(chosen)) {
      throw new Error(
        `CHROMIUM_PATH is "${chosen}", which is not an executable file. Point it at a Chromium or Chrome binary, or unset it.`,
      );
    }
    return chosen;
  }
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const name of EXECUTABLE_NAMES) {
    const found = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (found !== undefined) return found;
  }
  return existsSync(playwrightPath) ? playwrightPath : undefined;
}
