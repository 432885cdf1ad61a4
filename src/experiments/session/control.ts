import { ProfileRequests } from "./profile-requests.ts";

export type ControlState = "running" | "paused" | "stopped";

interface Waiter {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function waiter(): Waiter {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Pause, single step, resume and stop of a session; all take effect at a step boundary. */
export class SessionControl {
  readonly profileRequests = new ProfileRequests();
  #wish: ControlState = "running";
  #roundsAllowed = 0;
  #isSkipping = false;
  #atBoundary: Waiter | undefined;
  #paused: Waiter | undefined;
  readonly #onState: (state: ControlState) => void;

  constructor(onState: (state: ControlState) => void) {
    this.#onState = onState;
  }

  /** Resolves when the session stands at a step boundary. */
  pause(): Promise<void> {
    if (this.#wish === "running") this.#wish = "paused";
    if (this.#atBoundary !== undefined || this.#wish === "stopped") return Promise.resolve();
    this.#paused ??= waiter();
    return this.#paused.promise;
  }

  /** Lets a paused session do one step of every arm; resolves when it is paused again. */
  step(): Promise<void> {
    if (this.#wish === "stopped") return Promise.resolve();
    this.#wish = "paused";
    this.#roundsAllowed += 1;
    this.#paused ??= waiter();
    const { promise } = this.#paused;
    this.#release();
    return promise;
  }

  resume(): void {
    if (this.#wish !== "paused") return;
    this.#wish = "running";
    this.#release();
  }

  /** Ends the runs under way at the next boundary; those behind them are not touched. */
  skip(): void {
    this.#isSkipping = true;
    this.#release();
  }

  stop(): void {
    this.#wish = "stopped";
    this.#release();
    this.#reachedPause();
  }

  /** The session ended by itself: nobody may wait for it any longer. */
  end(): void {
    this.#wish = "stopped";
    this.#reachedPause();
    this.profileRequests.end();
  }

  get isStopped(): boolean {
    return this.#wish === "stopped";
  }

  /** The next boundary will hold the session. */
  get wantsPause(): boolean {
    return this.#wish === "paused" && this.#roundsAllowed === 0;
  }

  get isPaused(): boolean {
    return this.#atBoundary !== undefined;
  }

  /** Called by the session between steps; resolves to false when its runs shall end here. */
  async boundary(): Promise<boolean> {
    while (this.#wish === "paused" && !this.#isSkipping) {
      if (this.#roundsAllowed > 0) {
        this.#roundsAllowed -= 1;
        return true;
      }
      const standing = waiter();
      this.#atBoundary = standing;
      this.#onState("paused");
      this.#reachedPause();
      await standing.promise;
      if (!this.isStopped) this.#onState("running");
    }
    const goesOn = !this.isStopped && !this.#isSkipping;
    this.#isSkipping = false;
    return goesOn;
  }

  #release(): void {
    this.#atBoundary?.resolve();
    this.#atBoundary = undefined;
  }

  #reachedPause(): void {
    this.#paused?.resolve();
    this.#paused = undefined;
  }
}
