import { queueStore, sessionStore } from "../store/index.ts";
import { draftedExperiment, startExperiment } from "../train/start-training.ts";

/** Puts what the form describes behind the session under way. */
export async function enqueueDraft(): Promise<void> {
  const experiment = await draftedExperiment();
  if (experiment !== undefined) queueStore.getState().add(experiment);
}

/** Starts the first experiment that waits. */
export function startQueue(): void {
  const experiment = queueStore.getState().take();
  if (experiment !== undefined) void startExperiment(experiment);
}

/** Ends the session under way and lets none follow. */
export function stopAll(): void {
  for (const { id } of queueStore.getState().waiting) queueStore.getState().drop(id);
  void sessionStore.getState().stop();
}

/**
 * Whenever a session ended and its result is kept, the next one starts. One that failed holds the queue up, so that
 * its sentence is read; after a reload nothing starts by itself.
 */
export function followQueue(): void {
  sessionStore.subscribe(({ kept }, before) => {
    if (kept !== undefined && kept !== before.kept) startQueue();
  });
}
