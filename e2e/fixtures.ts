import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type BrowserContext, type Page } from "@playwright/test";

/** The viewports every page is looked at in. */
export const LAPTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** What the page offers to tests, as far as this file needs it: the violations that its workers collected. */
interface ViolationReport {
  bakeoff?: { violations?: () => Promise<readonly string[]> };
}

/** A violation fires on the page's own document only; the browser tells nobody else. */
function reportViolations() {
  document.addEventListener("securitypolicyviolation", (event) => {
    const { reportViolation } = window as unknown as { reportViolation: (text: string) => Promise<void> };
    void reportViolation(`${event.effectiveDirective} blocked ${event.blockedURI} in ${event.sourceFile}`);
  });
}

async function collectIncidents(context: BrowserContext): Promise<string[]> {
  const incidents: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error") incidents.push(`console error: ${message.text()}`);
  });
  context.on("weberror", (error) => incidents.push(`page error: ${error.error().message}`));
  await context.exposeFunction("reportViolation", (text: string) => {
    incidents.push(`policy violation in the page: ${text}`);
  });
  await context.addInitScript(reportViolations);
  return incidents;
}

async function workerViolations(page: Page): Promise<string[]> {
  const violations = await page.evaluate(() => (window as unknown as ViolationReport).bakeoff?.violations?.() ?? []);
  return violations.map((text) => `policy violation in a worker: ${text}`);
}

/**
 * Fails every test in which the page logs an error, throws one, or is stopped by its Content-Security-Policy.
 * A test that provokes an incident removes it from `incidents` after asserting it.
 */
export const test = base.extend<{ incidents: string[] }>({
  incidents: [
    async ({ context }, use) => {
      const incidents = await collectIncidents(context);
      await use(incidents);
      for (const page of context.pages()) incidents.push(...(await workerViolations(page)));
      expect(incidents, "console errors, page errors and policy violations").toEqual([]);
    },
    { auto: true },
  ],
});

/** Nothing that axe calls serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const findings = grave.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((n) => n.target.join(" ")).join(", ")})`,
  );
  expect(findings, "serious accessibility findings").toEqual([]);
}

/** The page as a whole never scrolls sideways; on failure the message names the elements that stick out. */
export async function expectNoHorizontalOverflow(page: Page): Promise<void> {
  const offenders = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
      (e) => e.getBoundingClientRect().right > clientWidth + 1,
    );
    return [`page ${scrollWidth}px in ${clientWidth}px`, ...wide.slice(0, 5).map((e) => e.outerHTML.slice(0, 120))];
  });
  expect(offenders, "elements wider than the page").toEqual([]);
}

export { expect };
