import type { RunView, SessionView } from "../store/session-view.ts";

/** The run of an arm that charts and samples show strongest: the one that began last. */
export function runInFront(view: SessionView, arm: string): RunView | undefined {
  return view.runs.findLast((run) => run.key.arm === arm);
}
