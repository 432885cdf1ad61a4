import { buildPage, servePage, versions } from "./build.mjs";
import { openBrowser } from "./browser.mjs";
import { measureCase, measureFirstSteps } from "./measure.mjs";
import { BadInput } from "../../scripts/browser.mjs";
import { GRADIENT_LIMIT, worstGradient } from "./agreement.mjs";
import { compileTable, profileTable, ratioTable, workTable } from "./report.mjs";
import { geometricMeans, ratioRow, spread } from "./statistics.mjs";

/**
 * @typedef {import("./options.mjs").Options} Options
 * @typedef {import("./browser.mjs").BenchBrowser} BenchBrowser
 * @typedef {import("./statistics.mjs").Row} Row
 * @typedef {import("./measure.mjs").Times} Times
 * @typedef {import("../page/cases.ts").EngineName} EngineName
 * @typedef {import("../page/bench-page.ts").CaseSummary} CaseSummary
 * @typedef {import("../page/device-work.ts").DeviceWork} DeviceWork
 * @typedef {(line: string) => void} Log
 * @typedef {(close: () => Promise<void>) => void} OnInterrupt
 */

const OURS = /** @type {const} */ ("bakeoff");
const TRAIN = "train";
const FIRST_STEP = { id: "first-step", title: "page open to first train step done" };

/**
 * Builds and serves the page, opens it, and closes all when `action` is done.
 * @template T
 * @param {Options} options
 * @param {Log} log
 * @param {OnInterrupt} onInterrupt
 * @param {(browser: BenchBrowser, url: string) => Promise<T>} action
 */
async function withPage({ usesHardware }, log, onInterrupt, action) {
  log("Building the bench page …");
  await buildPage();
  const server = await servePage();
  const browser = await openBrowser({ usesHardware, log });
  const close = async () => {
    await browser.close();
    await server.close();
  };
  onInterrupt(close);
  try {
    await browser.page.goto(server.url);
    await browser.page.waitForFunction(() => "bench" in window);
    return await action(browser, server.url);
  } finally {
    await close();
  }
}

/**
 * @param {Options} options
 * @param {Log} log
 * @param {OnInterrupt} onInterrupt
 */
export async function profile(options, log, onInterrupt) {
  return withPage(options, log, onInterrupt, async ({ page, version }) => {
    const adapter = await page.evaluate(() => window.bench.adapter());
    const { kernels, pipelines } = await page.evaluate((steps) => window.bench.profile(steps), options.rounds);
    const heading = `${adapter.vendor} ${adapter.architecture}, Chromium ${version}`;
    const text = [heading, profileTable(kernels), "", compileTable(pipelines)].join("\n");
    return { text, json: { adapter, browser: version, versions: versions(), kernels, pipelines } };
  });
}

/**
 * @param {Options} options
 * @param {Log} log
 * @param {OnInterrupt} onInterrupt
 */
export async function compare(options, log, onInterrupt) {
  return withPage(options, log, onInterrupt, async (browser, url) => {
    const adapter = await browser.page.evaluate(() => window.bench.adapter());
    const metric = adapter.isSoftware ? "cpu" : "wall";
    const all = await browser.page.evaluate(() => window.bench.cases());
    const chosen = all.filter(({ id }) => id.includes(options.only));
    const hasFirstStep = FIRST_STEP.id.includes(options.only);
    if (chosen.length === 0 && !hasFirstStep) {
      const ids = [...all, FIRST_STEP].map(({ id }) => id);
      throw new BadInput(`No case's name contains "${options.only}"; the cases are ${ids.join(", ")}.`);
    }
    const gradients = chosen.some(({ id }) => id === TRAIN) ? await measureGradients(browser, log) : null;
    const collected = await measureAll(browser, chosen, options, metric, log);
    if (hasFirstStep) collected.rows.push(...(await firstStepRows(url, options, metric, log)));
    const { rows, work, details } = collected;
    const { vendor, architecture } = adapter;
    const unit = metric === "cpu" ? "CPU time of GPU and renderer processes" : "wall time";
    const text = [
      `${vendor} ${architecture}, Chromium ${browser.version}; ratio = rival's ${unit} / ours, median over rounds`,
      ratioTable(rows),
      ...rows.filter((row) => row.case === FIRST_STEP.title).map(shareLine),
      ...(gradients === null ? [] : [gradientLine(gradients)]),
      ...(work.length === 0 ? [] : ["", workTable(work)]),
    ].join("\n");
    const json = {
      adapter,
      browser: browser.version,
      versions: versions(),
      rows,
      gradients,
      deviceWork: work,
      details,
    };
    return { text, json };
  });
}

/**
 * @param {BenchBrowser} browser
 * @param {Log} log
 */
async function measureGradients({ page }, log) {
  log("Gradients against float64 …");
  const { parameter, relativeL2 } = worstGradient(await page.evaluate(() => window.bench.gradientErrors()));
  return { worstParameter: parameter, worstRelativeL2: relativeL2, limit: GRADIENT_LIMIT };
}

/** @param {Awaited<ReturnType<typeof measureGradients>>} gradients */
function gradientLine({ worstParameter, worstRelativeL2, limit }) {
  const error = `${worstRelativeL2.toExponential(1)} (${worstParameter}; limit ${limit.toExponential()})`;
  return `gradients against float64, worst relative L2: ${error}`;
}

/** @param {Row} row */
function shareLine(row) {
  return `${row.case}: our time is ${(1 / row.ratioMedian).toFixed(2)} of that of ${row.rival}`;
}

/**
 * @param {BenchBrowser} browser
 * @param {readonly CaseSummary[]} cases
 * @param {Options} options
 * @param {"cpu" | "wall"} metric
 * @param {Log} log
 */
async function measureAll(browser, cases, { rivals, rounds }, metric, log) {
  /** @type {Row[]} */
  const rows = [];
  /** @type {{ case: string, engine: EngineName, work: DeviceWork }[]} */
  const work = [];
  /** @type {{ case: string, engine: EngineName, times: Times, firstMs: number, losses: number[] }[]} */
  const details = [];
  /** @type {{ group: string, rival: string, ratios: number[] }[]} */
  const grouped = [];
  for (const bench of cases) {
    const engines = [OURS, ...bench.rivals.filter((rival) => rivals.includes(rival))];
    log(`${bench.title} …`);
    const measured = await measureCase(browser, bench, engines, rounds, log);
    const ours = measured.times.get(OURS)?.[metric] ?? [];
    for (const [engine, times] of measured.times) {
      work.push({ case: bench.title, engine, work: /** @type {DeviceWork} */ (measured.work.get(engine)) });
      const [firstMs = 0, losses = []] = [measured.firstMs.get(engine), measured.losses.get(engine)];
      details.push({ case: bench.title, engine, times, firstMs, losses });
      if (engine === OURS) continue;
      rows.push(ratioRow({ case: bench.title, rival: engine, metric }, times[metric], ours));
      if (bench.group === undefined) continue;
      grouped.push({ group: bench.group, rival: engine, ratios: times[metric].map((ms, round) => ms / ours[round]) });
    }
  }
  return { rows: [...rows, ...groupRows(grouped, metric)], work, details };
}

/**
 * @param {readonly { group: string, rival: string, ratios: number[] }[]} grouped
 * @param {"cpu" | "wall"} metric
 */
function groupRows(grouped, metric) {
  const keys = new Set(grouped.map(({ group, rival }) => JSON.stringify([group, rival])));
  return [...keys].map((key) => {
    const own = grouped.filter(({ group, rival }) => JSON.stringify([group, rival]) === key);
    const means = geometricMeans(own.map(({ ratios }) => ratios));
    return spread({ case: own[0].group, rival: own[0].rival, metric }, means);
  });
}

/**
 * @param {string} url
 * @param {Options} options
 * @param {"cpu" | "wall"} metric
 * @param {Log} log
 */
async function firstStepRows(url, { rivals, rounds, usesHardware }, metric, log) {
  if (!rivals.includes("jax-js")) return [];
  log(`${FIRST_STEP.title} …`);
  const times = await measureFirstSteps({ url, engines: [OURS, "jax-js"], rounds, usesHardware, log });
  const [ours, theirs] = [times.get(OURS)?.[metric] ?? [], times.get("jax-js")?.[metric] ?? []];
  return [ratioRow({ case: FIRST_STEP.title, rival: "jax-js", metric }, theirs, ours)];
}
