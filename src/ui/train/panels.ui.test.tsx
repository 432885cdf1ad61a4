import { afterEach, expect, it } from "vitest";
import { render } from "vitest-browser-react";
import { sessionStore } from "../store/index.ts";
import { PREPARATION_EVENTS, RESULT, TRAINING_EVENTS } from "../store/session-events.fixture.ts";
import { sessionFromResult } from "../store/session-from-result.ts";
import { reduceEvents } from "../store/session-reducer.ts";
import { IDLE_SESSION } from "../store/session-view.ts";
import { Dashboard } from "./dashboard.tsx";

const ARMS = [
  { id: "rope-only", title: "RoPE only" },
  { id: "3pt", title: "3PT" },
];

afterEach(() => sessionStore.setState({ view: IDLE_SESSION }));

it("shows every phase with its count before there is a point", async () => {
  const view = reduceEvents(IDLE_SESSION, PREPARATION_EVENTS);
  const screen = await render(<Dashboard view={view} arms={ARMS} baseline="rope-only" />);
  await expect.element(screen.getByText("14/31 kernels")).toBeVisible();
  await expect.element(screen.getByRole("progressbar", { name: "compile RoPE only" })).toBeVisible();
});

it("draws curves and fills the table while training", async () => {
  const view = reduceEvents(IDLE_SESSION, [...PREPARATION_EVENTS, ...TRAINING_EVENTS]);
  const screen = await render(<Dashboard view={view} arms={ARMS} baseline="rope-only" />);
  await expect.element(screen.getByRole("img", { name: "bits / byte over steps" })).toBeVisible();
  await expect.element(screen.getByRole("row", { name: /A RoPE only/ })).toHaveTextContent("4.400 ± 0.014");
  await expect.element(screen.getByText("−0.100")).toBeVisible();
  await expect.element(screen.getByText("one seed: not decided")).toBeVisible();
});

it("shows a stored result with its verdict", async () => {
  const view = sessionFromResult(RESULT);
  const screen = await render(<Dashboard view={view} arms={view.arms} baseline="rope-only" />);
  await expect.element(screen.getByText(/3PT ended 0.100 bits\/byte below/)).toBeVisible();
  await expect.element(screen.getByText("4 (1.00×)")).toBeVisible();
});

it("shows decode latency and state against context once they are measured", async () => {
  const tokenMs = { median: 2.5, p10: 2, p90: 3 };
  const decode = [
    { context: 1, tokenMs, stateBytes: 0 },
    { context: 1024, tokenMs: { ...tokenMs, median: 4.5 }, stateBytes: 98_304 },
  ];
  const before = reduceEvents(IDLE_SESSION, [...PREPARATION_EVENTS, ...TRAINING_EVENTS]);
  const own = before.runs.find((run) => run.key.arm === "3pt")!.key;
  const view = reduceEvents(before, [{ type: "timings", key: own, step: 4, timings: { decode } }]);
  const screen = await render(<Dashboard view={view} arms={ARMS} baseline="rope-only" />);
  await expect
    .element(screen.getByRole("img", { name: "Decode latency in milliseconds per token against context" }))
    .toBeVisible();
  await expect.element(screen.getByRole("row", { name: /^1,?\D?024/ })).toHaveTextContent("4.50 · 98.3 kB");
});

it("puts the sentence of a failure above the charts, with its place", async () => {
  const view = reduceEvents(IDLE_SESSION, [
    ...PREPARATION_EVENTS,
    {
      type: "failure",
      sentence: "The loss is not finite.",
      key: { arm: "3pt", seed: 1, peakLearningRate: 1 },
      step: 3,
    },
  ]);
  const screen = await render(<Dashboard view={view} arms={ARMS} baseline="rope-only" />);
  await expect.element(screen.getByRole("alert")).toHaveTextContent("3pt, seed 1, step 3: The loss is not finite.");
});
