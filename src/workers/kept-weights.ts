import { opfsFiles, opfsStore } from "../data/opfs-store.ts";
import type { StoredFile } from "../data/opfs-store.ts";
import type { RunKey } from "../experiments/schema/events.ts";
import { readWeightsFile } from "../experiments/schema/weights-file.ts";
import type { KeepWeights, TrainedWeights } from "../experiments/schema/weights-file.ts";
import { formatBytes } from "../lib/bytes.ts";
import { Failure } from "../lib/failure.ts";
import type { KeptWeights, WeightsFile } from "./protocol.ts";

/** Trained weights of finished runs, a file per arm, seed and rate, under the name that their session was kept as. */
const FOLDER = "weights";
const ENDING = ".safetensors";
/** Neither ids nor slugs nor numbers hold it. */
const MARK = "~";

export function fileNameOf(session: string, { arm, seed, peakLearningRate }: RunKey): string {
  return [session, arm, seed, peakLearningRate].join(MARK) + ENDING;
}

/** What a file's name says; undefined for one that is not of this folder. */
export function keptWeightsOf({ name, bytes }: Pick<StoredFile, "name" | "bytes">): KeptWeights | undefined {
  const [session, arm, seed, rate, ...rest] = name.slice(0, -ENDING.length).split(MARK);
  const key = { arm, seed: Number(seed), peakLearningRate: Number(rate) };
  if (!name.endsWith(ENDING) || rest.length > 0 || !Number.isFinite(key.seed + key.peakLearningRate)) return undefined;
  return { session, key, bytes };
}

/**
 * Sessions whose weights have to go so that `bytes` more of `present` fit under the limit: those written longest ago, as
 * a whole. Undefined when `present` alone is too large.
 */
export function sessionsToDrop(
  files: readonly StoredFile[],
  present: string,
  bytes: number,
  limitBytes: number,
): string[] | undefined {
  const sessionOf = ({ name }: StoredFile): string => name.split(MARK)[0];
  const sizes = new Map<string, number>();
  for (const file of [...files].sort((a, b) => a.modifiedMs - b.modifiedMs)) {
    const session = sessionOf(file);
    const before = sizes.get(session) ?? 0;
    // Its last file tells how old a session is.
    sizes.delete(session);
    sizes.set(session, before + file.bytes);
  }
  let total = [...sizes.values()].reduce((sum, size) => sum + size, bytes);
  const dropped: string[] = [];
  for (const [session, size] of sizes) {
    if (total <= limitBytes) break;
    if (session === present) continue;
    dropped.push(session);
    total -= size;
  }
  return total <= limitBytes ? dropped : undefined;
}

async function store() {
  const opened = await opfsStore(FOLDER);
  if (opened === undefined) throw new Failure("this browser gives pages no private files here");
  return opened;
}

/** Keeps the weights of a session's runs; what is oldest makes room. */
export function weightsKeeper(session: string, limitBytes: number): KeepWeights {
  return async (key, file) => {
    const name = fileNameOf(session, key);
    const others = (await opfsFiles(FOLDER)).filter((other) => other.name !== name);
    const dropped = sessionsToDrop(others, session, file.byteLength, limitBytes);
    if (dropped === undefined) {
      throw new Failure(
        `those of this session would take more than the ${formatBytes(limitBytes)} that weights may take here`,
      );
    }
    for (const old of dropped) await forgetWeights(old);
    await (await store()).write(name, file);
  };
}

export async function keptWeights(): Promise<KeptWeights[]> {
  return (await opfsFiles(FOLDER)).flatMap((file) => keptWeightsOf(file) ?? []);
}

async function filesOf(session: string): Promise<StoredFile[]> {
  return (await opfsFiles(FOLDER)).filter(({ name }) => name.startsWith(session + MARK));
}

/** All weights of a session with their bytes. */
export async function readWeights(session: string): Promise<WeightsFile[]> {
  const own = await filesOf(session);
  if (own.length === 0) return [];
  const kept = await store();
  const read = await Promise.all(own.map(({ name }) => kept.read(name)));
  return own.flatMap((stored, index) => {
    const weights = keptWeightsOf(stored);
    const file = read[index];
    return weights === undefined || file === undefined ? [] : [{ ...weights, file }];
  });
}

/** Puts weights back that `readWeights` gave or that a file of runs held. */
export async function writeWeights(files: readonly WeightsFile[]): Promise<void> {
  if (files.length === 0) return;
  const kept = await store();
  for (const { session, key, file } of files) await kept.write(fileNameOf(session, key), file);
}

export async function forgetWeights(session: string): Promise<void> {
  const own = await filesOf(session);
  if (own.length === 0) return;
  const kept = await store();
  for (const { name } of own) await kept.remove(name);
}

/** The weights of one run, read and checked. */
export async function trainedWeights(session: string, key: RunKey): Promise<TrainedWeights> {
  const file = await (await store()).read(fileNameOf(session, key));
  if (file === undefined) throw new Failure("The weights of that run are not kept in this browser any more.");
  return readWeightsFile(file);
}
