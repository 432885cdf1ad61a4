import { afterEach, expect, it } from "vitest";
import { render } from "vitest-browser-react";
import { settingsStore } from "../store/index.ts";
import type { RunSummary } from "../store/run-archive.ts";
import { GroupedRuns, GroupingField } from "./grouped-runs.tsx";

const run = (id: string, dataset: string): RunSummary => ({
  id,
  title: `Run ${id}`,
  finishedAt: "2026-11-24T12:00:00.000Z",
  adapter: "Apple M3",
  isSoftwareAdapter: false,
  verdict: undefined,
  dataset,
});
const RUNS = [run("1", "Speeches"), run("2", "Shapes"), run("3", "Speeches")];

afterEach(() => settingsStore.setState({ runGrouping: "none" }));

it("groups kept runs by their data, and the groups close", async () => {
  const screen = await render(
    <>
      <GroupingField />
      <GroupedRuns runs={RUNS} className="run-entries">
        {({ id, title }) => <li key={id}>{title}</li>}
      </GroupedRuns>
    </>,
  );
  expect(screen.container.querySelectorAll("details")).toHaveLength(0);
  await screen.getByRole("button", { name: /Group by/ }).click();
  await screen.getByRole("option", { name: "data" }).click();
  const groups = [...screen.container.querySelectorAll("details")];
  expect(groups.map(({ textContent }) => textContent)).toEqual(["Speeches 2Run 1Run 3", "Shapes 1Run 2"]);
  await screen.getByText("Speeches").click();
  await expect.element(screen.getByText("Run 3")).not.toBeVisible();
  await expect.element(screen.getByText("Run 2")).toBeVisible();
});
