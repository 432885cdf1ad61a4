import { expect, it } from "vitest";
import { howToEnable } from "./enable-webgpu.ts";

const AGENTS = {
  Chrome: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
  Edge: "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
  Safari:
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
  Firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
  "this browser": "curl/8",
};

it.each(Object.entries(AGENTS))("tells how to get WebGPU in %s", (browser, agent) => {
  const advice = howToEnable(agent);
  expect(advice.browser).toBe(browser);
  expect(advice.steps.length).toBeGreaterThan(0);
});
