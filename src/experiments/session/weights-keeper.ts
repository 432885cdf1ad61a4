import { sentenceOf } from "../../lib/failure.ts";
import type { CheckedDocument } from "../../models/document/validate.ts";
import type { RunEvent } from "../schema/events.ts";
import type { Experiment } from "../schema/experiment.ts";
import type { ActiveRun } from "./active-run.ts";
import { writeWeightsFile } from "../schema/weights-file.ts";
import type { KeepWeights } from "../schema/weights-file.ts";

/** What there is to know of a run that has reached its end. */
interface EndedRun extends Pick<ActiveRun, "key" | "step" | "readState"> {
  readonly arm: {
    readonly title: string;
    readonly source: { readonly checked: Pick<CheckedDocument, "document"> };
  };
}

/** Hands the weights of runs that ended to whoever keeps them; where that fails it says so once, and training goes on. */
export class WeightsKeeper {
  readonly #experiment: Experiment;
  readonly #emit: (event: RunEvent) => void;
  #keep: KeepWeights | undefined;

  constructor(experiment: Experiment, keep: KeepWeights | undefined, emit: (event: RunEvent) => void) {
    this.#experiment = experiment;
    this.#keep = keep;
    this.#emit = emit;
  }

  async take(run: EndedRun): Promise<void> {
    if (this.#keep === undefined) return;
    const { key, step, arm } = run;
    const document = structuredClone(arm.source.checked.document) as unknown as Record<string, unknown>;
    const head = { key, title: arm.title, steps: step, document, experiment: this.#experiment };
    try {
      await this.#keep(key, writeWeightsFile({ head, tensors: await run.readState() }));
    } catch (thrown) {
      this.#keep = undefined;
      const sentence = `The trained weights of ${arm.title}, seed ${key.seed}, and of later runs are not kept (${sentenceOf(thrown)}). Free some space in this browser or raise the limit under Compare.`;
      this.#emit({ type: "notice", sentence, key, step });
    }
  }
}
