// `npm run bench`: Bakeoff's engine beside other in-browser engines, on one page. See README.md.
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const bench = dirname(fileURLToPath(import.meta.url));
if (!existsSync(join(bench, "node_modules/.package-lock.json"))) {
  process.stderr.write("Installing the rivals (npm ci --prefix bench) …\n");
  const { status } = spawnSync("npm", ["ci", "--prefix", bench], { stdio: "inherit" });
  if (status !== 0) {
    process.stderr.write("The rivals could not be installed. Check the network, then try again.\n");
    process.exit(1);
  }
}

const { BadInput, closeOnInterrupt } = await import("../scripts/browser.mjs");
const { Disagreement } = await import("./host/agreement.mjs");
const { compare, profile } = await import("./host/compare.mjs");
const { readOptions } = await import("./host/options.mjs");

/** @param {string} line */
const log = (line) => void process.stderr.write(`${line}\n`);

try {
  const options = readOptions(process.argv.slice(2));
  const result = await (options.isProfile ? profile : compare)(options, log, closeOnInterrupt);
  console.log(result.text);
  if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(result.json, null, 2)}\n`);
} catch (thrown) {
  const expected = thrown instanceof BadInput || thrown instanceof Disagreement;
  const error = /** @type {Error} */ (thrown);
  log(expected ? error.message : (error.stack ?? String(thrown)));
  process.exitCode = thrown instanceof BadInput ? 2 : 1;
}
