import { expect, expectAccessible, expectNoHorizontalOverflow, LAPTOP, PHONE, test } from "./fixtures.ts";

test("the site is served isolated and under its policy", async ({ page }) => {
  const response = await page.goto("./");
  const headers = response?.headers() ?? {};
  expect(headers["content-security-policy"]).toContain("script-src 'self' 'wasm-unsafe-eval';");
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(page.getByRole("main")).toBeVisible();
});

test("a file that is missing answers 404", async ({ request }) => {
  expect((await request.get("./datasets/absent.txt")).status()).toBe(404);
});

test("the tests' browser has a WebGPU adapter", async ({ page }) => {
  await page.goto("./");
  const hasAdapter = await page.evaluate(async () => {
    const { gpu } = navigator as unknown as { gpu?: { requestAdapter(): Promise<object | null> } };
    return ((await gpu?.requestAdapter()) ?? null) !== null;
  });
  expect(hasAdapter).toBe(true);
});

for (const viewport of [LAPTOP, PHONE]) {
  test(`the first page fits and is accessible at ${viewport.width} px`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.goto("./");
    await expect(page.getByRole("main")).toBeVisible();
    await expectNoHorizontalOverflow(page);
    await expectAccessible(page);
  });
}
