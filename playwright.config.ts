import { defineConfig, devices } from "@playwright/test";
import { chromiumFlags, chromiumPath } from "./chromium.ts";

const ADDRESS = "http://127.0.0.1:4173";

export default defineConfig({
  testDir: "e2e",
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  retries: 0,
  forbidOnly: true,
  use: {
    ...devices["Desktop Chrome"],
    baseURL: ADDRESS,
    launchOptions: { ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }), args: chromiumFlags },
    actionTimeout: 10_000,
    trace: "retain-on-failure",
  },
  webServer: {
    command: "npm run preview -- --host 127.0.0.1 --port 4173 --strictPort",
    url: ADDRESS,
    // A server left over from before would send yesterday's headers.
    reuseExistingServer: false,
  },
});
