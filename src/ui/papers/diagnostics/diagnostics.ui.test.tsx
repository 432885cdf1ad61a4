import { expect, it } from "vitest";
import { render } from "vitest-browser-react";
import type { Finding } from "../../../workers/protocol.ts";
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
