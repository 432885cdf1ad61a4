import { completeLaunches, type AwaitedLaunch, type BoundLaunch } from "./binder.ts";
import type { Gpu } from "./gpu.ts";

/** When a program that started small went over to its plan's own kernels. */
export interface Takeover {
  /** Steps that starters had done. */
  readonly behindSteps: number;
  /** Wall time of compiling the plan's own kernels, beside the steps. */
  readonly compileMs: number;
}

/**
 * The plan's own launches of a program that started small. They are compiled when its first step is done, so that nothing keeps
 * that step waiting, and take over between two steps. Bits do not change: starters sum in the same order.
 */
export class Succession {
  readonly #gpu: Gpu;
  readonly #awaited: readonly (BoundLaunch | AwaitedLaunch)[];
  #compiling: Promise<void> | undefined;
  #launches: readonly BoundLaunch[] | undefined;
  #failure: Error | undefined;
  #steps = 0;
  #compileMs = 0;
  #takeover: Takeover | undefined;

  constructor(gpu: Gpu, awaited: readonly (BoundLaunch | AwaitedLaunch)[]) {
    this.#gpu = gpu;
    this.#awaited = awaited;
  }

  /** Undefined before the plan's own launches run. */
  get takeover(): Takeover | undefined {
    return this.#takeover;
  }

  /** Behind each submit; the first step's end begins the compilation. */
  stepSubmitted(done: Promise<unknown>): void {
    this.#steps += 1;
    if (this.#steps !== 1) return;
    // A step that did not end on its device is told of by whoever waits for it.
    const afterLoss = (): undefined => undefined;
    void done.then(() => (this.#compiling ??= this.#compile()), afterLoss);
  }

  /** Waits until `take` gives the launches, compiling them now if no step has begun it. Throws what the compiler refused. */
  async ready(): Promise<void> {
    await (this.#compiling ??= this.#compile());
    this.throwFailure();
  }

  /** The launches that run from now on, once they are ready; undefined before and after. */
  take(): readonly BoundLaunch[] | undefined {
    if (this.#launches === undefined || this.#takeover !== undefined) return undefined;
    this.#takeover = { behindSteps: this.#steps, compileMs: this.#compileMs };
    return this.#launches;
  }

  /** Throws what kept the launches from being compiled. */
  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #compile(): Promise<void> {
    const startMs = performance.now();
    try {
      this.#launches = await completeLaunches(this.#gpu, this.#awaited);
    } catch (thrown) {
      this.#failure = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    this.#compileMs = performance.now() - startMs;
  }
}
