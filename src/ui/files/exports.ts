import type { Result } from "../../experiments/schema/result.ts";
import { sessionStore } from "../store/index.ts";
import { download, fileStem } from "./download.ts";

export function exportResult(result: Result): void {
  const stem = fileStem(result.experiment.title ?? "result", new Date(result.startedAt ?? Date.now()));
  download(`${stem}.json`, `${JSON.stringify(result, null, 1)}\n`, "application/json");
}

/** Saves the paused session as one safetensors file. */
export async function exportState(): Promise<void> {
  const { exportState: makeState, experiment, view } = sessionStore.getState();
  const state = await makeState();
  if (state === undefined) return;
  const step = Math.max(0, ...view.runs.map((run) => run.curves.step.at(-1) ?? 0));
  const stem = fileStem(experiment?.title ?? "state", new Date());
  download(`${stem}-step-${step}.safetensors`, state, "application/octet-stream");
}
