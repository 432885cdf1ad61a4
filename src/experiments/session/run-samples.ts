import { Failure } from "../../lib/failure.ts";
import type { RunEvent, RunKey } from "../schema/events.ts";
import type { SampleSettings } from "../schema/experiment.ts";
import type { TextSample } from "../schema/result.ts";
import type { LiveArm } from "./live-arm.ts";
import type { PreparedData } from "./prepare-data.ts";

interface SampleSurroundings {
  readonly data: Pick<PreparedData, "tokenizer">;
  readonly emit: (event: RunEvent) => void;
}

/** The texts that one run has written. */
export class RunSamples {
  readonly all: TextSample[];
  /** The segment that writes. */
  readonly #arm: () => LiveArm;
  readonly #key: RunKey;
  readonly #around: SampleSurroundings;
  #hasSaidWhyNot = false;

  constructor(arm: () => LiveArm, key: RunKey, around: SampleSurroundings, before: readonly TextSample[]) {
    this.all = [...before];
    this.#arm = arm;
    this.#key = key;
    this.#around = around;
  }

  /** Continues a prompt; throws the reason where the document cannot. */
  async write(settings: SampleSettings, step: number): Promise<string> {
    const { decoder } = this.#arm();
    if (decoder instanceof Failure) throw decoder;
    const { tokenizer } = this.#around.data;
    if (tokenizer === undefined) throw new Failure("These data are no text, so that nothing is written.");
    const text = await decoder.write(tokenizer, settings);
    this.all.push({ step, text: settings.prompt + text });
    this.#around.emit({ type: "sample", key: this.#key, step, prompt: settings.prompt, text });
    return text;
  }

  /** What the experiment asks for; a document that cannot write says so once, and training goes on. */
  async writePlanned(settings: SampleSettings, step: number): Promise<void> {
    const { decoder, title } = this.#arm();
    if (!(decoder instanceof Failure)) {
      await this.write(settings, step);
      return;
    }
    if (this.#hasSaidWhyNot) return;
    this.#hasSaidWhyNot = true;
    const sentence = `${title} writes no samples. ${decoder.message}`;
    this.#around.emit({ type: "notice", sentence, key: this.#key, step });
  }
}
