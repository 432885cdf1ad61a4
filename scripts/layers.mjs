// Checks who imports whom against .dependency-cruiser.cjs, and that every source file was looked at:
// a cruise that cannot parse TypeScript finds no files and therefore no violations.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), ".."));

/** @type {import("dependency-cruiser").IConfiguration} */
const { options, ...ruleSet } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");
const { output } = await cruise(
  ["src"],
  { ...options, validate: true, ruleSet },
  {},
  { tsConfig: extractTSConfig("tsconfig.json") },
);
if (typeof output === "string") throw new Error(`dependency-cruiser answered with text: ${output}`);

const onDisk = readdirSync("src", { recursive: true, encoding: "utf8" }).map(
  (path) => `src/${path.replaceAll("\\", "/")}`,
);
const sources = onDisk.filter((path) => /\.tsx?$/.test(path));
const cruised = new Set(output.modules.map((module) => module.source));
const missed = sources.filter((path) => !cruised.has(path));
const strayShaders = onDisk.filter((path) => path.endsWith(".wgsl") && !path.startsWith("src/kernels-wgsl/"));
const { violations, totalDependenciesCruised = 0 } = output.summary;

for (const { rule, from, to, cycle } of violations) {
  const way = cycle === undefined ? to : cycle.map((step) => step.name).join(" → ");
  console.error(`${rule.name}: ${from} → ${way}`);
}
for (const path of missed) console.error(`not cruised: ${path}`);
for (const path of strayShaders) console.error(`WGSL outside src/kernels-wgsl: ${path}`);
console.log(
  `${sources.length - missed.length} of ${sources.length} source files, ${totalDependenciesCruised} dependencies, ${violations.length} violations`,
);
if (violations.length + missed.length + strayShaders.length > 0 || sources.length === 0) process.exitCode = 1;
