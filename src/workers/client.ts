import * as Comlink from "comlink";
import { Failure } from "../lib/failure.ts";
import type { EngineApi, EventListener, StartOptions } from "./protocol.ts";

const START_TIMEOUT_MS = 30_000;

type Remote = Comlink.Remote<EngineApi>;

let connection: Promise<Remote> | undefined;

/** A worker whose script fails to load never answers, so both `error` and silence end the wait. */
function connect(): Promise<Remote> {
  const worker = new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module", name: "engine" });
  const remote = Comlink.wrap<EngineApi>(worker);
  const answered = new AbortController();
  return new Promise((resolve, reject) => {
    const refuse = (cause: string): void => {
      answered.abort();
      worker.terminate();
      connection = undefined;
      reject(new Failure(`The training worker ${cause}. Reload the page; if it happens again, try a current browser.`));
    };
    const timer = setTimeout(refuse, START_TIMEOUT_MS, `did not answer within ${START_TIMEOUT_MS / 1000} seconds`);
    answered.signal.addEventListener("abort", () => clearTimeout(timer));
    // Only until it answered: a later error belongs to the call that caused it and must not end a run.
    const onError = (event: ErrorEvent): void =>
      refuse(`could not be started (${event.message === "" ? "its script did not load" : event.message})`);
    worker.addEventListener("error", onError, { signal: answered.signal });
    void remote.ping().then(() => {
      answered.abort();
      resolve(remote);
    });
  });
}

/** The page's one engine worker, started at the first call. */
export function engine(): Promise<Remote> {
  connection ??= connect();
  return connection;
}

/** Starts a session; the listener is released when it ends. */
export async function startSession(experiment: unknown, options: StartOptions, listener: EventListener) {
  const remote = await engine();
  const proxied = Comlink.proxy(listener);
  return remote.start(experiment, options, proxied);
}
