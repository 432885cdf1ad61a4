import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "@playwright/test";
import { findChromium } from "./chromium.mjs";

const require = createRequire(import.meta.url);
const PLAYWRIGHT_CLI = require.resolve("@playwright/test/cli");

/** Whether the binary starts at all: a download without its system libraries does not. @param {string} path */
function starts(path) {
  return spawnSync(path, ["--version"], { stdio: "ignore", timeout: 30_000 }).status === 0;
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"], env }).status === 0;
}

function isDebianRoot() {
  return existsSync("/etc/debian_version") && process.getuid?.() === 0;
}

/** The Chromium that runs, among those that are found without installing. @returns {string | undefined} */
function usableChromium() {
  const found = findChromium(process.env, chromium.executablePath());
  if (found !== undefined && starts(found)) return found;
  if (found !== undefined && found === process.env.CHROMIUM_PATH) {
    throw new Error(`CHROMIUM_PATH is "${found}", which does not start. Try \`"${found}" --version\` to see why.`);
  }
  const own = chromium.executablePath();
  return own !== found && existsSync(own) && starts(own) ? own : undefined;
}

/**
 * The path of a Chromium that starts; installs one if the machine has none.
 * @param {(line: string) => void} log
 * @returns {string}
 */
export function ensureChromium(log) {
  const present = usableChromium();
  if (present !== undefined) return present;
  const own = chromium.executablePath();
  log("No Chromium found; downloading Playwright's (npx playwright install chromium).");
  if (run(process.execPath, [PLAYWRIGHT_CLI, "install", "chromium"]) && existsSync(own)) {
    if (!starts(own) && isDebianRoot()) {
      log("It lacks system libraries; installing them (npx playwright install-deps chromium).");
      run(process.execPath, [PLAYWRIGHT_CLI, "install-deps", "chromium"]);
    }
    if (starts(own)) return own;
  }
  if (isDebianRoot()) {
    log("That did not work; installing the distribution's (apt-get install chromium).");
    if (run("apt-get", ["update"]) && run("apt-get", ["install", "-y", "chromium"])) {
      const installed = findChromium(process.env, own);
      if (installed !== undefined && starts(installed)) return installed;
    }
  }
  throw new Error(
    "No Chromium can be had here: none is on PATH, and none could be installed. Install Chromium or Chrome yourself and set CHROMIUM_PATH to its binary.",
  );
}
