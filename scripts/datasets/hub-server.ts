import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";

export type RangeSupport = "ranges" | "whole files" | "no size";

function respond(folder: string, support: RangeSupport, request: IncomingMessage, response: ServerResponse): void {
  const path = join(folder, normalize(new URL(request.url ?? "/", "http://hub").pathname));
  if (!existsSync(path) || !statSync(path).isFile()) {
    response.writeHead(404).end();
    return;
  }
  const { size } = statSync(path);
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  if (request.method === "HEAD") {
    response.writeHead(support === "no size" ? 405 : 200, { "content-length": size }).end();
  } else if (range !== null && support === "ranges") {
    const [start, end] = [Number(range[1]), Math.min(Number(range[2]), size - 1)];
    const headers = { "content-length": end - start + 1, "content-range": `bytes ${start}-${end}/${size}` };
    response.writeHead(206, headers);
    createReadStream(path, { start, end }).pipe(response);
  } else {
    response.writeHead(200, { "content-length": size });
    createReadStream(path).pipe(response);
  }
}

/** A dataset hub on this machine: the files of a folder, with or without support for ranges. */
export async function startHub(
  folder: string,
  support: RangeSupport,
): Promise<{
  url: string;
  requests: { method: string; path: string; range: string | undefined }[];
  close: () => void;
}> {
  const requests: { method: string; path: string; range: string | undefined }[] = [];
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? "", path: request.url ?? "", range: request.headers.range });
    respond(folder, support, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, close: () => server.close() };
}
