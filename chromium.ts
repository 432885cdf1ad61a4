import { chromium } from "@playwright/test";
import { findChromium } from "./scripts/chromium.mjs";

/** Path of the Chromium both test runners start; undefined leaves the choice to Playwright. */
export const chromiumPath = findChromium(process.env, chromium.executablePath());

export { CHROMIUM_FLAGS as chromiumFlags } from "./scripts/chromium.mjs";
