import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { CHROMIUM_FLAGS } from "../../scripts/chromium.mjs";
import { ensureChromium } from "../../scripts/install-chromium.mjs";

const SOFTWARE_ADAPTER_FLAG = "--use-webgpu-adapter=swiftshader";
/** One tfjs train step takes about a minute on a software adapter. */
const CALL_TIMEOUT_MS = 1_800_000;

/**
 * @typedef {object} BenchBrowser
 * @property {import("@playwright/test").Page} page
 * @property {string} version
 * @property {() => Promise<Map<number, number>>} cpuMs CPU milliseconds so far, by process, of the GPU and the renderers
 * @property {() => Promise<void>} close
 */

/**
 * @param {{ usesHardware: boolean, log: (line: string) => void }} options
 * @returns {Promise<BenchBrowser>}
 */
export async function openBrowser({ usesHardware, log }) {
  const executablePath = ensureChromium(log);
  const args = usesHardware ? CHROMIUM_FLAGS.filter((flag) => flag !== SOFTWARE_ADAPTER_FLAG) : CHROMIUM_FLAGS;
  const browser = await chromium.launch({ executablePath, args });
  const page = await browser.newPage();
  page.setDefaultTimeout(CALL_TIMEOUT_MS);
  page.on("pageerror", (error) => log(`page error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") log(`page: ${message.text()}`);
  });
  const session = await browser.newBrowserCDPSession();
  const cpuMs = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const counted = processInfo.filter(({ type }) => /gpu|renderer/i.test(type));
    return new Map(counted.map(({ id, cpuTime }) => [id, scheduledMs(id) ?? cpuTime * 1000]));
  };
  return { page, version: browser.version(), cpuMs, close: () => browser.close() };
}

/**
 * CPU time of all threads of a process in the scheduler's nanoseconds, where the system tells it (Linux); the browser's own
 * figure is a hundred times coarser.
 * @param {number} processId
 */
function scheduledMs(processId) {
  const tasks = `/proc/${processId}/task`;
  if (!existsSync(tasks)) return undefined;
  let nanoseconds = 0;
  for (const task of readdirSync(tasks)) {
    try {
      nanoseconds += Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      continue; // the thread has ended between the two calls
    }
  }
  return nanoseconds / 1e6;
}

/**
 * CPU milliseconds between two readings; a process that is new counts whole.
 * @param {ReadonlyMap<number, number>} before
 * @param {ReadonlyMap<number, number>} after
 */
export function cpuMsBetween(before, after) {
  let sum = 0;
  for (const [id, ms] of after) sum += Math.max(0, ms - (before.get(id) ?? 0));
  return sum;
}
