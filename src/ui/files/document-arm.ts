import { parseExperiment } from "../../experiments/schema/experiment.ts";
import type { Experiment } from "../../experiments/schema/experiment.ts";

/** An arm's id from a file's name: lower-case letters, digits and hyphens. */
function armId(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/\.json$/, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 40);
  return slug === "" ? "opened" : slug;
}

/** The baseline of an experiment against an architecture from a file, in the same setting. */
export function experimentWithDocument(base: Experiment, document: unknown, fileName: string): Experiment {
  const baseline = base.arms.find((arm) => arm.id === base.baseline) ?? base.arms[0];
  const id = armId(fileName) === baseline.id ? `${baseline.id}-opened` : armId(fileName);
  return parseExperiment({
    ...base,
    kind: "compare",
    title: `${fileName} against ${baseline.title ?? baseline.id}`,
    arms: [baseline, { id, title: fileName, document }],
    baseline: baseline.id,
    match: undefined,
  });
}
