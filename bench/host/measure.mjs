import { assertLossesAgree, assertOutputsAgree, assertPublishedLosses } from "./agreement.mjs";
import { cpuMsBetween, openBrowser } from "./browser.mjs";

/** A sample shorter than this is repeated until it is as long: the call itself costs about a millisecond. */
const SAMPLE_MS = 100;
const MAX_REPEATS = 1000;

/**
 * @typedef {import("./browser.mjs").BenchBrowser} BenchBrowser
 * @typedef {import("../page/bench-page.ts").CaseSummary} CaseSummary
 * @typedef {import("../page/cases.ts").EngineName} EngineName
 * @typedef {import("../page/device-work.ts").DeviceWork} DeviceWork
 */

/**
 * @typedef {object} Times
 * @property {number[]} cpu CPU milliseconds of one run, by round
 * @property {number[]} wall
 */

/**
 * @typedef {object} Measured
 * @property {Map<EngineName, Times>} times
 * @property {Map<EngineName, DeviceWork>} work of one warm run
 * @property {Map<EngineName, number>} firstMs wall time of making ready and the first run
 * @property {Map<EngineName, number[]>} losses
 */

/**
 * Runs one case on all engines, round by round in turn, and compares what they compute.
 * @param {BenchBrowser} browser
 * @param {CaseSummary} bench
 * @param {EngineName[]} engines ours first
 * @param {number} rounds
 * @param {(line: string) => void} log
 * @returns {Promise<Measured>}
 */
export async function measureCase({ page, cpuMs }, bench, engines, rounds, log) {
  /** @type {Measured} */
  const measured = { times: new Map(), work: new Map(), firstMs: new Map(), losses: new Map() };
  /** @type {Map<EngineName, number>} */
  const repeats = new Map();
  for (const engine of engines) {
    const first = await page.evaluate(prepareInPage, /** @type {const} */ ([bench.id, engine]));
    assertOutputsAgree(bench, engine, first.disagreement);
    measured.firstMs.set(engine, first.wallMs);
    const { losses, wallMs, ...work } = await page.evaluate(countInPage, engine);
    measured.work.set(engine, work);
    measured.losses.set(engine, first.loss === null ? [] : [first.loss, ...losses]);
    measured.times.set(engine, { cpu: [], wall: [] });
    repeats.set(engine, Math.min(MAX_REPEATS, Math.max(1, Math.ceil(SAMPLE_MS / wallMs))));
    log(`  ${engine}: ready and first run ${first.wallMs.toFixed(0)} ms, warm run ${wallMs.toFixed(1)} ms`);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const engine of rotated(engines, round)) {
      const count = repeats.get(engine) ?? 1;
      const before = await cpuMs();
      const sample = await page.evaluate(sampleInPage, /** @type {const} */ ([engine, count]));
      const after = await cpuMs();
      measured.times.get(engine)?.cpu.push(cpuMsBetween(before, after) / count);
      measured.times.get(engine)?.wall.push(sample.wallMs / count);
      measured.losses.get(engine)?.push(...sample.losses);
    }
  }
  await page.evaluate(() => window.bench.release());
  await compareLosses(page, bench, engines, measured.losses);
  return measured;
}

/**
 * @param {import("@playwright/test").Page} page
 * @param {CaseSummary} bench
 * @param {EngineName[]} engines
 * @param {Map<EngineName, number[]>} losses
 */
async function compareLosses(page, bench, [ours, ...rivals], losses) {
  const own = losses.get(ours) ?? [];
  if (own.length === 0) return;
  assertPublishedLosses(own, await page.evaluate(() => window.bench.publishedLosses));
  for (const rival of rivals) assertLossesAgree(bench, rival, own, losses.get(rival) ?? []);
}

/** @param {readonly [string, EngineName]} given */
async function prepareInPage([id, engine]) {
  await window.bench.open(engine);
  const startMs = performance.now();
  const prepared = await window.bench.prepare(id, engine);
  return { ...prepared, wallMs: performance.now() - startMs };
}

/** @param {EngineName} engine */
async function countInPage(engine) {
  const startMs = performance.now();
  const work = await window.bench.deviceWork(engine);
  return { ...work, wallMs: performance.now() - startMs };
}

/** @param {readonly [EngineName, number]} given */
function sampleInPage([engine, repeats]) {
  return window.bench.sample(engine, repeats);
}

/**
 * The same engines, another one first.
 * @template T
 * @param {readonly T[]} list
 * @param {number} by
 */
function rotated(list, by) {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

/**
 * From the request for the page to the end of the first training step, each time in a new browser.
 * @param {{ url: string, engines: EngineName[], rounds: number, usesHardware: boolean, log: (line: string) => void }} options
 * @returns {Promise<Map<EngineName, Times>>}
 */
export async function measureFirstSteps({ url, engines, rounds, usesHardware, log }) {
  /** @type {Map<EngineName, Times>} */
  const times = new Map(engines.map((engine) => [engine, { cpu: [], wall: [] }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const engine of rotated(engines, round)) {
      const browser = await openBrowser({ usesHardware, log });
      try {
        const before = await browser.cpuMs();
        const startMs = performance.now();
        await browser.page.goto(url);
        await browser.page.evaluate((name) => window.bench.firstStep(name), engine);
        const wallMs = performance.now() - startMs;
        const cpu = cpuMsBetween(before, await browser.cpuMs());
        times.get(engine)?.wall.push(wallMs);
        times.get(engine)?.cpu.push(cpu);
        log(`  ${engine}: ${(wallMs / 1000).toFixed(1)} s wall, ${(cpu / 1000).toFixed(1)} s CPU`);
      } finally {
        await browser.close();
      }
    }
  }
  return times;
}
