import type { AsyncBuffer } from "hyparquet";
import { Failure } from "../../lib/failure.ts";

export interface RemoteFileOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Total bytes received so far. */
  readonly onBytes: (doneBytes: number) => void;
}

async function request(url: string, init: RequestInit, fetch: typeof globalThis.fetch): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure(
      `${new URL(url).host} could not be reached (${reason}): check the network or the hub's address in the settings, ` +
        "or choose a dataset that needs no download.",
    );
  }
}

function refuse(url: string, status: number): never {
  throw new Failure(
    `${new URL(url).host} answered ${status} for ${new URL(url).pathname}: check the hub's address in the settings, ` +
      "or choose a dataset that needs no download.",
  );
}

/** The size that a HEAD request states, undefined if the server will not say. */
async function statedLength(url: string, fetch: typeof globalThis.fetch): Promise<number | undefined> {
  const answer = await request(url, { method: "HEAD" }, fetch);
  if (answer.status === 404) refuse(url, answer.status);
  const length = Number(answer.headers.get("content-length") ?? NaN);
  // A compressed transfer states the compressed length, which is of no use for ranges.
  return answer.ok && length > 0 && answer.headers.get("content-encoding") === null ? length : undefined;
}

/**
 * A file on a server, read piece by piece with range requests. A server that ignores ranges, or hides the size, sends
 * the whole file once, which then serves every further piece.
 */
export async function openRemoteFile(url: string, { fetch, onBytes }: RemoteFileOptions): Promise<AsyncBuffer> {
  let doneBytes = 0;
  let whole: Promise<ArrayBuffer> | undefined;

  const bodyOf = async (answer: Response): Promise<ArrayBuffer> => {
    const body = await answer.arrayBuffer();
    doneBytes += body.byteLength;
    onBytes(doneBytes);
    return body;
  };
  const readWhole = async (): Promise<ArrayBuffer> => {
    const answer = await request(url, {}, fetch);
    if (!answer.ok) refuse(url, answer.status);
    return bodyOf(answer);
  };
  const readPiece = async (start: number, end: number): Promise<ArrayBuffer> => {
    const answer = await request(url, { headers: { range: `bytes=${start}-${end - 1}` } }, fetch);
    if (answer.status === 206) {
      const piece = await bodyOf(answer);
      if (piece.byteLength === end - start) return piece;
    }
    if (answer.status === 200) {
      whole ??= bodyOf(answer);
      return (await whole).slice(start, end);
    }
    // Refused, or an incomplete piece: the whole file is the last resort.
    whole ??= readWhole();
    return (await whole).slice(start, end);
  };

  const length = await statedLength(url, fetch);
  if (length === undefined) whole = readWhole();
  return {
    byteLength: length ?? (await whole!).byteLength,
    async slice(start, end = length) {
      if (whole !== undefined) return (await whole).slice(start, end);
      return readPiece(start, end!);
    },
  };
}
