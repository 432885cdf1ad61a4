import { Failure } from "../../lib/failure.ts";
import type { TrainedModel } from "../../models/diagnostics/finding.ts";
import type { ActiveRun } from "./active-run.ts";
import type { PreparedData } from "./prepare-data.ts";

/** An arm as it stands at a step, on the host: what diagnostics look at. */
export interface TrainedArm {
  readonly arm: string;
  readonly title: string;
  readonly step: number;
  readonly learningRate: number;
  readonly model: TrainedModel;
  /** Held-out windows of T + 1 tokens, the first of the quick slice; none where no next tokens are asked. */
  readonly windows: readonly (readonly number[])[];
}

/** Reads the arm's parameters between two steps. */
export async function trainedArm(run: ActiveRun, { windows }: PreparedData): Promise<TrainedArm> {
  const { arm, key, step } = run;
  const tensors = await run.readState();
  const parameters = tensors.filter(({ kind }) => kind === "parameter");
  return {
    arm: arm.id,
    title: arm.title,
    step,
    learningRate: key.peakLearningRate,
    model: {
      checked: arm.source.checked,
      seed: key.seed,
      weights: new Map(parameters.map(({ name, data }) => [name, data])),
    },
    windows,
  };
}

/** The arm of that name, else the last that was trained; a sentence where there is none. */
export function findTrained(trained: readonly TrainedArm[], arm: string | undefined): TrainedArm {
  const found = arm === undefined ? trained.at(-1) : trained.find((candidate) => candidate.arm === arm);
  if (found === undefined) {
    const known = trained.map((candidate) => candidate.arm).join(", ");
    throw new Failure(
      known === ""
        ? "No network has been trained in this page yet. Run the card's experiment first."
        : `There is no trained arm “${arm}”; there are ${known}.`,
    );
  }
  if (found.windows.length === 0) {
    throw new Failure("Diagnostics need whole windows of held-out text; train on a text that is long enough.");
  }
  return found;
}
