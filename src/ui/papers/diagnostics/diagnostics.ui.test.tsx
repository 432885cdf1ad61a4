import { expect, it } from "vitest";
import { render } from "vitest-browser-react";
import { loadPaper } from "../../../papers/index.ts";
import type { Finding } from "../../../workers/protocol.ts";
import { DiagnosticsPanel } from "./diagnostics-panel.tsx";
import { FindingChart } from "./finding-chart.tsx";

const DRIFT: Finding = {
  title: "Drift of the angles by depth",
  method: "L2 distance.",
  xTitle: "block",
  yTitle: "radians",
  lines: [{ name: "theta", x: [1, 2, 3], y: [0.3, 0.1, 0.4] }],
  sentences: ["Block 3 has turned its angles furthest, by 0.400 radians."],
};

it("draws a finding with what it says and how it was made", async () => {
  const screen = await render(<FindingChart finding={DRIFT} />);
  await expect.element(screen.getByRole("img", { name: /Drift of the angles by depth: radians/ })).toBeVisible();
  await expect.element(screen.getByText(/Block 3 has turned/)).toBeVisible();
  await expect.element(screen.getByText("L2 distance.")).toBeVisible();
});

it("computes what a card's documents tell", async () => {
  const screen = await render(<DiagnosticsPanel card={await loadPaper("ladder-residual")} />);
  await expect
    .element(screen.getByText("Ladder, four blocks: the longest chain is 4 of 8 sub-layers."), { timeout: 20_000 })
    .toBeVisible();
});

it("says what to do where nothing was trained yet", async () => {
  const screen = await render(<DiagnosticsPanel card={await loadPaper("three-phase-transformer")} />);
  await screen.getByRole("button", { name: "Look inside the trained network" }).click();
  await expect
    .element(screen.getByRole("alert"), { timeout: 20_000 })
    .toHaveTextContent("No network has been trained in this page yet. Run the card's experiment first.");
});
