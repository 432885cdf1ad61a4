import { playwright } from "@vitest/browser-playwright";
import { defineConfig, mergeConfig } from "vitest/config";
import { chromiumFlags, chromiumPath } from "./chromium.ts";
import packageJson from "./package.json" with { type: "json" };
import viteConfig from "./vite.config.ts";

const launchOptions = {
  ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
  args: chromiumFlags,
};

export default mergeConfig(
  viteConfig,
  defineConfig({
    // Everything a test or a worker imports is optimized before the first file: a dependency met late reloads the page.
    optimizeDeps: {
      include: [
        ...Object.keys(packageJson.dependencies).filter((name) => name !== "onnxruntime-web"),
        "@bufbuild/protobuf/wire",
        "@fast-check/vitest",
        "react-dom/client",
        "react/jsx-dev-runtime",
        "vitest-browser-react",
        "zustand/middleware/immer",
        "zustand/vanilla",
      ],
    },
    test: {
      projects: [
        {
          extends: true,
          test: {
            name: "unit",
            environment: "node",
            include: ["src/**/*.test.ts", "scripts/**/*.test.ts"],
            exclude: ["src/**/*.gpu.test.ts"],
            // The files share modules: reading them anew for each took longer than all tests.
            isolate: false,
          },
        },
        {
          extends: true,
          test: {
            name: "browser",
            include: ["src/**/*.gpu.test.ts", "src/**/*.ui.test.tsx"],
            // `npm test` has to end in time; `npm run test:gpu` runs the long ones too.
            exclude: process.env.BAKEOFF_SHORT === undefined ? [] : ["src/**/*.long.gpu.test.ts"],
            // One page, one device and one pipeline cache for all files.
            isolate: false,
            fileParallelism: false,
            testTimeout: 30_000,
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              provider: playwright({ launchOptions }),
              instances: [{ browser: "chromium" }],
            },
          },
        },
      ],
    },
  }),
);
