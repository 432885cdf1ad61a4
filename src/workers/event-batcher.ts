import type { EventListener, RunEvent } from "./protocol.ts";

/** At most one message per animation frame's time. */
const BATCH_MS = 16;

/** Collects events and sends them together, in order. */
export class EventBatcher {
  readonly #listener: EventListener;
  #waiting: RunEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(listener: EventListener) {
    this.#listener = listener;
  }

  readonly emit = (event: RunEvent): void => {
    this.#waiting.push(event);
    this.#timer ??= setTimeout(() => this.flush(), BATCH_MS);
  };

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#waiting;
    this.#waiting = [];
    if (events.length > 0) this.#listener(events);
  }
}
