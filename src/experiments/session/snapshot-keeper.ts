import { sentenceOf } from "../../lib/failure.ts";
import type { RunEvent } from "../schema/events.ts";
import { writeStateFile } from "./state-file.ts";
import type { SessionState } from "./state-file.ts";

/** Puts a state away outside of the session, so that it outlives the page. */
export type KeepState = (file: Uint8Array<ArrayBuffer>) => Promise<void>;

export interface SnapshotSettings {
  /** How much work a lost device or a closed page may cost. */
  readonly everyMs: number;
  readonly keep: KeepState | undefined;
  readonly emit: (event: RunEvent) => void;
}

/** Keeps the latest state of a session: in memory for a lost device, and outside where it is told to. */
export class SnapshotKeeper {
  latest: SessionState | undefined;
  readonly #settings: SnapshotSettings;
  #takenMs: number;
  #isKeeping: boolean;

  constructor(settings: SnapshotSettings) {
    this.#settings = settings;
    this.#isKeeping = settings.keep !== undefined;
    // What outlives the page begins with the first step; a lost device then only costs a new start.
    this.#takenMs = this.#isKeeping ? -Infinity : 0;
  }

  /** Keeps what the session begins from, so that a page that goes before the first step loses nothing either. */
  async begin(state: SessionState): Promise<void> {
    if (this.#isKeeping) await this.#keep(state);
  }

  /** Takes a snapshot where the last one is old enough, or at once before a pause. */
  async takeIfDue(isPausing: boolean, makeState: () => Promise<SessionState>): Promise<void> {
    const isDue = performance.now() - this.#takenMs >= this.#settings.everyMs;
    if (!isDue && !(isPausing && this.#isKeeping)) return;
    this.latest = await makeState();
    this.#takenMs = performance.now();
    if (this.#isKeeping) await this.#keep(this.latest);
  }

  async #keep(state: SessionState): Promise<void> {
    try {
      await this.#settings.keep!(writeStateFile(state));
    } catch (thrown) {
      this.#isKeeping = false;
      const sentence = `The session can no longer be kept against a reload (${sentenceOf(thrown)}); free some space, or export it when it is paused.`;
      this.#settings.emit({ type: "notice", sentence });
    }
  }
}
