import type { StepProfile } from "../../engine/profile/step-profile.ts";
import { Failure } from "../../lib/failure.ts";

interface Asking {
  readonly resolve: (profile: StepProfile) => void;
  readonly reject: (cause: Failure) => void;
}

/** Wishes of people for a profile of an arm's next step, beside those that are taken now and then. */
export class ProfileRequests {
  readonly #asking = new Map<string, Asking[]>();

  /** Resolves with the profile of the arm's next step; rejected with a sentence where none can be taken. */
  ask(arm: string): Promise<StepProfile> {
    return new Promise((resolve, reject) => {
      this.#asking.set(arm, [...(this.#asking.get(arm) ?? []), { resolve, reject }]);
    });
  }

  isWanted(arm: string): boolean {
    return this.#asking.has(arm);
  }

  answer(profile: StepProfile): void {
    for (const { resolve } of this.#take(profile.arm)) resolve(profile);
  }

  refuse(arm: string, sentence: string): void {
    for (const { reject } of this.#take(arm)) reject(new Failure(sentence));
  }

  /** The session is over: no step will come. */
  end(): void {
    for (const arm of [...this.#asking.keys()]) {
      this.refuse(arm, `The session ended before another step of arm ${arm}. Train again to profile one.`);
    }
  }

  #take(arm: string): readonly Asking[] {
    const asking = this.#asking.get(arm) ?? [];
    this.#asking.delete(arm);
    return asking;
  }
}
