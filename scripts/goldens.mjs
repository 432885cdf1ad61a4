// `npm run goldens -- FOLDER`: checks every golden case of a folder through the page's worker, on one device.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { BadInput, closeOnInterrupt, openSite } from "./browser.mjs";

const USAGE = "Usage: npm run goldens -- <folder with .safetensors cases> [--gpu]";
const BAD_INPUT = 2;

/** @typedef {{ file: string, operator: string, outcome: "passed" | "failed" | "not implemented", tensors: number, failures: { tensor: string, sentence: string }[] }} Report */

function readArguments() {
  const given = process.argv.slice(2);
  const usesHardware = given.includes("--gpu");
  const folders = given.filter((word) => word !== "--gpu");
  if (folders.length !== 1) throw new BadInput(USAGE);
  const folder = resolve(folders[0]);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new BadInput(`There is no folder ${folder}. Give the folder that holds the .safetensors cases.`);
  }
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".safetensors"))
    .sort();
  if (files.length === 0)
    throw new BadInput(`${folder} holds no .safetensors case. Give the folder of the golden cases.`);
  return { folder, files, usesHardware };
}

/**
 * @param {import("@playwright/test").Page} page
 * @param {string} file
 * @param {Buffer} bytes
 * @returns {Promise<Report>}
 */
async function check(page, file, bytes) {
  return page.evaluate(
    async ([name, text]) => {
      const { bakeoff } = /** @type {any} */ (window);
      const decoded = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      try {
        return await bakeoff.golden(decoded, name);
      } catch (thrown) {
        const sentence = String(/** @type {Error} */ (thrown).message);
        const operator = name.split("__")[0];
        return { file: name, operator, outcome: "failed", tensors: 0, failures: [{ tensor: "(case)", sentence }] };
      }
    },
    /** @type {const} */ ([file, bytes.toString("base64")]),
  );
}

/** @param {Report[]} reports */
function printTable(reports) {
  const operators = [...new Set(reports.map((report) => report.operator))];
  const width = Math.max(...operators.map((operator) => operator.length));
  console.log(`${"operator".padEnd(width)}  passed  failed  not implemented`);
  for (const operator of operators) {
    /** @param {Report["outcome"]} outcome */
    const count = (outcome) => reports.filter((r) => r.operator === operator && r.outcome === outcome).length;
    const [passed, failed, missing] = [count("passed"), count("failed"), count("not implemented")];
    console.log(
      `${operator.padEnd(width)}  ${String(passed).padStart(6)}  ${String(failed).padStart(6)}  ${String(missing).padStart(15)}`,
    );
  }
}

async function main() {
  const { folder, files, usesHardware } = readArguments();
  const site = await openSite({ log: (line) => void process.stderr.write(`${line}\n`), usesHardware, hubOrigins: [] });
  closeOnInterrupt(site.close);
  try {
    /** @type {Report[]} */
    const reports = [];
    for (const file of files) {
      const report = await check(site.page, file, readFileSync(join(folder, file)));
      reports.push(report);
      for (const failure of report.failures) console.log(`FAILED ${file} ${failure.tensor}: ${failure.sentence}`);
    }
    printTable(reports);
    /** @param {Report["outcome"]} outcome */
    const total = (outcome) => reports.filter((report) => report.outcome === outcome).length;
    console.log(`${total("passed")} passed, ${total("failed")} failed, ${total("not implemented")} skipped`);
    if (total("failed") > 0) process.exitCode = 1;
  } finally {
    await site.close();
  }
}

try {
  await main();
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = thrown instanceof BadInput ? BAD_INPUT : 1;
}
