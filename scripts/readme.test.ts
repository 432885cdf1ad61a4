// What the README names exists: paths, links and commands.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "..");
const readme = readFileSync(join(ROOT, "README.md"), "utf8");

/** `src/papers/<slug>.ts` exists if any entry of `src/papers` fits the placeholder. */
function exists(path: string): boolean {
  const segments = path.split("/").filter((segment) => segment !== "");
  const position = segments.findIndex((segment) => segment.includes("<"));
  if (position === -1) return existsSync(join(ROOT, path));
  const parent = segments.slice(0, position).join("/");
  const pattern = new RegExp(`^${segments[position].replaceAll(".", "\\.").replace(/<\w+>/, "[\\w-]+")}$`);
  if (!existsSync(join(ROOT, parent))) return false;
  const fitting = readdirSync(join(ROOT, parent)).filter((name) => pattern.test(name));
  return fitting.some((name) => exists([parent, name, ...segments.slice(position + 1)].join("/")));
}

const matches = (pattern: RegExp) => [...new Set([...readme.matchAll(pattern)].map((match) => match[1]))];

test.each(matches(/`((?:src|scripts|e2e|docs|experiments)\/[^`\s]*)`/g))("%s exists", (path) => {
  expect(exists(path)).toBe(true);
});

test.each(matches(/\]\((?!https?:|#)([^)]+)\)/g))("the link to %s leads somewhere", (path) => {
  expect(exists(path)).toBe(true);
});

test.each(matches(/npm run ([\w:-]+)/g))("npm run %s is a command", (name) => {
  expect(packageJson.scripts).toHaveProperty([name]);
});

test.each(Object.entries(packageJson.scripts))("the command %s starts a script that is there", (_name, command) => {
  for (const [, script] of command.matchAll(/node (scripts\/\S+)/g)) expect(exists(script), script).toBe(true);
});
