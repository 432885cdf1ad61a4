import { Failure } from "../../lib/failure.ts";
import { engine } from "../../workers/client.ts";
import { readStateHead } from "../files/state-head.ts";
import { interruptedStore } from "./interrupted-store.ts";

/** Looks once for sessions that ended with their page. One whose state cannot be read is of no use and is deleted. */
export async function findInterrupted(): Promise<void> {
  const remote = await engine();
  for (const session of await remote.interrupted()) {
    try {
      const head = readStateHead(session.state);
      interruptedStore.setState(({ sessions }) => ({ sessions: [...sessions, { ...session, ...head }] }));
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      await remote.forget(session.id);
    }
  }
}
