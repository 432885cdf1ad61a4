// The detector of fixtures.ts is itself tested: each kind of incident is provoked, seen, and then taken off the list.
import { expect, expectNoHorizontalOverflow, test } from "./fixtures.ts";

test("an inline style is blocked, and seen as a policy violation", async ({ page, incidents }) => {
  await page.goto("./");
  await page.evaluate(() => {
    const style = document.createElement("style");
    style.textContent = "body { color: red }";
    document.head.append(style);
  });
  await expect
    .poll(() => incidents.join("\n"))
    .toContain("policy violation in the page: style-src-elem blocked inline");
  incidents.splice(0);
});

test("eval is blocked, and seen as a policy violation", async ({ page, incidents }) => {
  await page.goto("./");
  // The debugger's own evaluation is exempt from the policy; a timer's callback is not.
  const outcome = await page.evaluate(async () => {
    return await new Promise<string>((resolve) => {
      setTimeout(() => {
        try {
          resolve(String(window.eval("1 + 1")));
        } catch (thrown) {
          resolve((thrown as Error).name);
        }
      });
    });
  });
  expect(outcome).toBe("EvalError");
  await expect.poll(() => incidents.join("\n")).toContain("policy violation in the page: script-src blocked eval");
  incidents.splice(0);
});

test("console errors and uncaught errors are seen", async ({ page, incidents }) => {
  await page.goto("./");
  await page.evaluate(() => {
    console.error("provoked");
    setTimeout(() => {
      throw new Error("thrown");
    });
  });
  await expect.poll(() => [...incidents].sort()).toEqual(["console error: provoked", "page error: thrown"]);
  incidents.splice(0);
});

test("an element wider than the page is named", async ({ page }) => {
  await page.goto("./");
  await page.evaluate(() => {
    const wide = document.createElement("div");
    wide.id = "wide";
    wide.style.width = "5000px";
    wide.style.height = "1px";
    document.body.append(wide);
  });
  await expect(expectNoHorizontalOverflow(page)).rejects.toThrow(/div id=\W+wide/);
});
