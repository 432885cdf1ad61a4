// `npm run scaling [-- --gpu] [--again] [--seconds N] [--table]`: step time and counted work against T, D, L and batch. Goes on where it was left;
// writes docs/performance.md and the charts in docs/performance/ from all points there are.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeOnInterrupt, openSite } from "./browser.mjs";
import { sumsOf, writePerformance } from "./scaling/document.mjs";
import { measurePoint, PLANNED_STEPS } from "./scaling/measure.mjs";
import { AXES, BASE, documentOf, experimentOf, pointName, pointsOf, PREFILL_LENGTHS } from "./scaling/points.mjs";
import { ROOT } from "./site.mjs";
import { withSources } from "./sources.mjs";

const FOLDER = join(ROOT, "test-results/scaling");

/** @param {string} line */
const log = (line) => void process.stderr.write(`${line}\n`);
/** @param {string} name */
const pathOf = (name) => join(FOLDER, `${name}.json`);
/** @param {string} name @returns {any} */
const kept = (name) => (existsSync(pathOf(name)) ? JSON.parse(readFileSync(pathOf(name), "utf8")) : undefined);

/** Length of the training split that the counted plans stand for. */
const TEXT_TOKENS = 65_536;

const { values } = parseArgs({
  options: {
    gpu: { type: "boolean", default: false },
    again: { type: "boolean", default: false },
    table: { type: "boolean", default: false },
    seconds: { type: "string", default: "600" },
  },
});
const endMs = performance.now() + 1000 * Number(values.seconds);
mkdirSync(FOLDER, { recursive: true });

await withSources(async (load) => {
  const { decoder } = await load("/src/models/presets/language-models.ts");
  const all = new Map(AXES.flatMap(pointsOf).map((point) => [pointName(point), point]));
  const open = [...all].filter(([name]) => values.again || kept(name) === undefined);
  if (!values.table && open.length > 0) {
    const site = await openSite({ log, usesHardware: values.gpu, hubOrigins: [] });
    closeOnInterrupt(site.close);
    try {
      for (const [name, point] of open) {
        if (performance.now() > endMs) {
          log("The time is up; the next call goes on from here.");
          break;
        }
        const measured = await measurePoint(site.page, experimentOf(point, documentOf(point, decoder), PLANNED_STEPS));
        writeFileSync(pathOf(name), JSON.stringify(measured));
        log(`${name}: ${measured.stepMs.median.toFixed(0)} ms a step`);
      }
    } finally {
      await site.close();
    }
  }
  const { powerLawFit } = await load("/src/lib/power-law.ts");
  const format = await load("/src/lib/format.ts");
  const { documentCost, documentPlan } = await load("/src/workers/document-api.ts");
  const { armPlan } = await load("/src/workers/arm-plan.ts");
  const { PORTABLE_TRAITS } = await load("/src/kernels-wgsl/index.ts");
  const prefills = PREFILL_LENGTHS.map((sequenceLength) => {
    const setting = { sequenceLength, batch: 1, pass: "forward" };
    return { sequenceLength, ...sumsOf(documentPlan(documentOf(BASE, decoder), setting, PORTABLE_TRAITS)) };
  });
  const counted = new Map();
  for (const [name, point] of all) {
    const document = documentOf(point, decoder);
    const experiment = experimentOf(point, document, PLANNED_STEPS);
    const { report } = await armPlan(experiment, "model", PORTABLE_TRAITS, TEXT_TOKENS);
    counted.set(name, { ...sumsOf(report), parameters: documentCost(document, point).parameters });
  }
  await writePerformance({ kept, counted, prefills, powerLawFit, format });
});
