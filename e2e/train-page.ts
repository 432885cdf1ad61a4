import { expect, type Page } from "@playwright/test";

/** The training view as a reader drives it, by what is written on it. */
export class TrainPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.goto("./");
    await expect(this.primary(/^Train/)).toBeEnabled({ timeout: 30_000 });
    await expect(this.page.getByText("software adapter: timings are not a ranking").first()).toBeVisible();
  }

  primary(name: RegExp | string) {
    return this.page.locator("main").getByRole("button", { name }).last();
  }

  button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The generated task needs no file, so that journeys are about the page and not about data. */
  async chooseData(title: string): Promise<void> {
    await this.page.getByRole("button", { name: /Data$/ }).click();
    await this.page.getByRole("option", { name: title }).click();
  }

  async setSteps(steps: number): Promise<void> {
    const field = this.page.getByLabel("Steps", { exact: true });
    await field.fill(`${steps}`);
    await field.blur();
  }

  /** The line that names the state, the steps done and the time left. */
  get progress() {
    return this.page.locator(".progress-line");
  }

  get verdict() {
    return this.page.locator(".arms .verdict");
  }

  get chart() {
    return this.page.getByRole("img", { name: "bits / byte over steps" });
  }

  async stepsDone(): Promise<number> {
    const text = await this.progress.textContent();
    return Number(/step ([\d,]+) of/.exec(text ?? "")?.[1]?.replaceAll(",", "") ?? 0);
  }

  async waitForSteps(atLeast: number): Promise<void> {
    await expect.poll(() => this.stepsDone(), { timeout: 90_000 }).toBeGreaterThanOrEqual(atLeast);
  }

  async waitUntilFinished(): Promise<void> {
    await expect(this.progress).toContainText("finished", { timeout: 100_000 });
  }

  get problems() {
    return this.page.getByRole("alert");
  }
}
