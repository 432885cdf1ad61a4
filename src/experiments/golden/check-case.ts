import type { Gpu } from "../../engine/gpu/gpu.ts";
import { sentenceOf } from "../../lib/failure.ts";
import { CaseGraph } from "./case-graph.ts";
import { readGoldenCase } from "./golden-case.ts";
import type { GoldenCase } from "./golden-case.ts";
import { graphCase, trajectoryCase } from "./index.ts";
import { judge } from "./judge.ts";
import type { TensorFailure } from "./judge.ts";
import { runCaseGraph } from "./run-case-graph.ts";
import type { Values } from "./axes.ts";

export interface CaseReport {
  readonly operator: string;
  readonly outcome: "passed" | "failed" | "not implemented";
  /** Expected tensors that were compared. */
  readonly tensors: number;
  readonly failures: readonly TensorFailure[];
}

async function run(golden: GoldenCase, gpu: Gpu): Promise<Map<string, Values> | undefined> {
  const trajectory = trajectoryCase(golden.operator);
  if (trajectory !== undefined) return trajectory(golden, gpu);
  const build = graphCase(golden.operator);
  if (build === undefined) return undefined;
  const cases = new CaseGraph(golden);
  build(cases);
  return runCaseGraph(gpu, cases);
}

/** Checks one golden file on the device. A case that cannot be read or run has failed; one without an operator is skipped. */
export async function checkGoldenCase(bytes: Uint8Array, gpu: Gpu): Promise<CaseReport> {
  let operator = "(unreadable)";
  try {
    const golden = readGoldenCase(bytes);
    operator = golden.operator;
    // An earlier case's complaint is not this one's.
    gpu.deviceError = null;
    const results = await run(golden, gpu);
    if (results === undefined) return { operator, outcome: "not implemented", tensors: 0, failures: [] };
    const { tensors, failures } = judge(golden, results);
    return { operator, outcome: failures.length === 0 ? "passed" : "failed", tensors, failures };
  } catch (thrown) {
    const failure = { tensor: "(case)", sentence: sentenceOf(thrown) };
    return { operator, outcome: "failed", tensors: 0, failures: [failure] };
  }
}
