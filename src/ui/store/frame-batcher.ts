/** Collects what arrives and hands it over once per animation frame. */
export interface FrameBatcher<Item> {
  readonly add: (items: readonly Item[]) => void;
  /** Hands over what is waiting, now: a hidden tab has no frames. */
  readonly flush: () => void;
}

export type FrameScheduler = (callback: () => void) => void;

export const onAnimationFrame: FrameScheduler = (callback) => void requestAnimationFrame(callback);

export function frameBatcher<Item>(
  apply: (items: readonly Item[]) => void,
  schedule: FrameScheduler = onAnimationFrame,
): FrameBatcher<Item> {
  let waiting: Item[] = [];
  let isScheduled = false;
  const flush = (): void => {
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    apply(items);
  };
  return {
    add: (items) => {
      waiting.push(...items);
      if (isScheduled) return;
      isScheduled = true;
      schedule(() => {
        isScheduled = false;
        flush();
      });
    },
    flush,
  };
}
