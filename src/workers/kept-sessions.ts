import { opfsFiles, opfsStore } from "../data/opfs-store.ts";
import type { KeepState } from "../experiments/session/snapshot-keeper.ts";
import { Failure } from "../lib/failure.ts";
import type { InterruptedSession, ProvidedFiles } from "./protocol.ts";

/** States of sessions under way, so that a page that was closed or reloaded can go on where it stood. */
const FOLDER = "sessions";
const STATE = ".safetensors";
const lockOf = (id: string): string => `bakeoff-session-${id}`;
const stateOf = (id: string): string => `${id}${STATE}`;
/** A text of the reader's own lies beside the state; its name may hold what a file's name may not. */
const fileOf = (id: string, name: string): string => `${id}.file.${encodeURIComponent(name)}`;

async function store() {
  const opened = await opfsStore(FOLDER);
  if (opened === undefined) throw new Failure("this browser gives pages no private files here");
  return opened;
}

async function names(): Promise<string[]> {
  return (await opfsFiles(FOLDER)).map(({ name }) => name);
}

/** Writes the states of one session; what was written before under this name is replaced as a whole. */
export function stateKeeper(id: string, files: ProvidedFiles): KeepState {
  let hasFiles = false;
  return async (state) => {
    const kept = await store();
    if (!hasFiles) for (const [name, bytes] of Object.entries(files)) await kept.write(fileOf(id, name), bytes);
    hasFiles = true;
    await kept.write(stateOf(id), state);
  };
}

/** Runs work while other tabs see that this session is under way; the browser ends the claim when the page goes. */
export function whileClaimed<Outcome>(id: string, work: () => Promise<Outcome>): Promise<Outcome> {
  return navigator.locks.request(lockOf(id), { ifAvailable: true }, (lock) => {
    if (lock === null)
      throw new Failure("This session is under way in another tab. Look there, or close that tab first.");
    return work();
  });
}

/** A page that was just left lets go a moment later; a tab that is at the session never does. */
const CLAIM_PATIENCE_MS = 3_000;

async function isUnclaimed(id: string): Promise<boolean> {
  try {
    const options = { signal: AbortSignal.timeout(CLAIM_PATIENCE_MS) };
    return await navigator.locks.request(lockOf(id), options, () => Promise.resolve(true));
  } catch {
    return false;
  }
}

export async function forgetSession(id: string): Promise<void> {
  const own = (await names()).filter((name) => name.startsWith(`${id}.`));
  if (own.length === 0) return;
  const kept = await store();
  for (const name of own) await kept.remove(name);
}

/** Sessions that no page is at, with everything needed to go on. */
export async function interruptedSessions(): Promise<InterruptedSession[]> {
  const all = await names();
  const sessions: InterruptedSession[] = [];
  for (const id of all.filter((name) => name.endsWith(STATE)).map((name) => name.slice(0, -STATE.length))) {
    if (!(await isUnclaimed(id))) continue;
    const kept = await store();
    const state = await kept.read(stateOf(id));
    if (state === undefined) continue;
    const files: Record<string, Uint8Array<ArrayBuffer>> = {};
    for (const name of all.filter((candidate) => candidate.startsWith(fileOf(id, "")))) {
      const bytes = await kept.read(name);
      if (bytes !== undefined) files[decodeURIComponent(name.slice(fileOf(id, "").length))] = bytes;
    }
    sessions.push({ id, state, files });
  }
  return sessions;
}
