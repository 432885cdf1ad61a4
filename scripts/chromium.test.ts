import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findChromium } from "./chromium.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bakeoff-chromium-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function executable(...path: string[]): string {
  const file = join(folder, ...path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, "");
  chmodSync(file, 0o755);
  return file;
}

const ABSENT = "/nonexistent/playwright/chrome";

test("CHROMIUM_PATH wins over PATH", () => {
  const chosen = executable("mine", "chrome");
  executable("bin", "chromium");
  expect(findChromium({ CHROMIUM_PATH: chosen, PATH: join(folder, "bin") }, ABSENT)).toBe(chosen);
});

test("a CHROMIUM_PATH that cannot be executed is an error that names it", () => {
  const plain = join(folder, "plain");
  writeFileSync(plain, "");
  expect(() => findChromium({ CHROMIUM_PATH: plain }, ABSENT)).toThrow(`CHROMIUM_PATH is "${plain}"`);
});

test("chromium is preferred over google-chrome wherever it stands on PATH", () => {
  executable("first", "google-chrome");
  const chromium = executable("second", "chromium");
  const PATH = [join(folder, "first"), join(folder, "second")].join(delimiter);
  expect(findChromium({ PATH }, ABSENT)).toBe(chromium);
});

test("Playwright's own browser is the last resort, and only if it is there", () => {
  const own = executable("playwright", "chrome");
  expect(findChromium({ PATH: folder }, own)).toBe(own);
  expect(findChromium({ PATH: folder }, ABSENT)).toBeUndefined();
});
