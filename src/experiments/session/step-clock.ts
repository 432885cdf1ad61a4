import type { Gpu } from "../../engine/gpu/gpu.ts";

const MAX_STEPS_IN_FLIGHT = 2;

/**
 * Times steps of all arms on one device. A step's time runs from its submit, or from the end of the step before it if
 * that was later, to its own end: so arms that take turns are each charged for their own work only.
 */
export class StepClock {
  readonly #gpu: Gpu;
  readonly #inFlight: Promise<number>[] = [];
  #lastEndMs = 0;

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  /** Call right behind a submit; resolves with the step's milliseconds. */
  track(): Promise<number> {
    const submittedMs = performance.now();
    const took = this.#gpu.device.queue.onSubmittedWorkDone().then(() => {
      const endMs = performance.now();
      const tookMs = endMs - Math.max(submittedMs, this.#lastEndMs);
      this.#lastEndMs = endMs;
      return tookMs;
    });
    // A lost device may reject it; whoever waits is told, and nobody needs to.
    took.catch(() => undefined);
    this.#inFlight.push(took);
    return took;
  }

  /** Waits until another step may be submitted, whichever arm's. */
  async room(): Promise<void> {
    while (this.#inFlight.length >= MAX_STEPS_IN_FLIGHT) await this.#inFlight.shift();
  }
}
