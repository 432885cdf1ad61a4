import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { Result } from "../../experiments/schema/result.ts";
import { evaluation, RESULT } from "../store/session-events.fixture.ts";
import { sessionFromResult } from "../store/session-from-result.ts";
import { EndTables } from "./end-tables.tsx";

const ARMS = RESULT.arms.map(({ id, title = id }) => ({ id, title }));

/** Text of the tables, cell by cell. */
function cellsOf(result: Result): readonly string[] {
  const html = renderToStaticMarkup(createElement(EndTables, { view: sessionFromResult(result), arms: ARMS }));
  return [...html.matchAll(/<(?:td|th scope="row"|caption)[^>]*>(.*?)<\/(?:td|th|caption)>/g)].map(([, cell]) =>
    cell.replace(/<[^>]+>/g, ""),
  );
}

function changed(change: (run: Result["arms"][number]["runs"][number], arm: string) => object): Result {
  const arms = RESULT.arms.map((arm) => ({
    ...arm,
    runs: arm.runs.map((run) => ({ ...run, ...change(run, arm.id) })),
  }));
  return { ...RESULT, arms };
}

test("a text run has neither right answers nor tests of its weights", () => {
  expect(cellsOf(RESULT)).toEqual([]);
});

test("labels: the share that each arm answered rightly", () => {
  const cells = cellsOf(
    changed(({ final }, arm) => ({ final: { ...final, accuracy: arm === "3pt" ? 0.9998 : 0.86 } })),
  );
  expect(cells).toEqual(["Labels of held-out rows answered rightly", "RoPE only", "86.00", "1", "3PT", "99.98", "1"]);
});

test("trained weights tested otherwise stand beside those as trained", () => {
  const tests = [{ title: "6 loops", evaluation: evaluation(4.25) }];
  const cells = cellsOf(changed((_, arm) => (arm === "3pt" ? { tests } : {})));
  const asTrained = RESULT.arms[1].runs[0].final!.bitsPerByte?.toFixed(3);
  expect(cells.slice(1)).toEqual(["as trained", asTrained, "1", "6 loops", "4.250", "1"]);
  expect(cells[0]).toMatch(/^3PT: the same weights tested otherwise/);
});
