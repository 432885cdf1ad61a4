import { defineConfig, devices } from "@playwright/test";
import { chromiumFlags, chromiumPath } from "./chromium.ts";

/** `npm test` sets a free port, so that a page served by `npm start` is left alone. */
const port = process.env.BAKEOFF_PORT ?? "4173";
const address = `http://127.0.0.1:${port}/`;

export default defineConfig({
  testDir: "e2e",
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  retries: 0,
  // `npm test` has to end in time; `npm run e2e` runs the long journeys too.
  ...(process.env.BAKEOFF_SHORT === undefined ? {} : { grepInvert: /@long/ }),
  forbidOnly: true,
  use: {
    ...devices["Desktop Chrome"],
    baseURL: address,
    launchOptions: { ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }), args: chromiumFlags },
    actionTimeout: 10_000,
    trace: "retain-on-failure",
  },
  webServer: {
    command: `npm run preview -- --host 127.0.0.1 --port ${port} --strictPort`,
    url: address,
    // A server left over from before would send yesterday's headers.
    reuseExistingServer: false,
  },
});
