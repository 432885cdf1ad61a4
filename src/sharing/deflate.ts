import { concatBytes } from "../lib/bytes.ts";
import { Failure } from "../lib/failure.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Sends bytes through a stream of the platform; ends with a Failure as soon as more than `mostBytes` come out. */
async function through(bytes: Bytes, stream: GenericTransformStream, mostBytes: number, excess: string) {
  const writer = (stream.writable as WritableStream<Bytes>).getWriter();
  // What goes wrong in writing comes out at the reader; here it is only kept from being reported twice.
  const written = Promise.all([writer.write(bytes), writer.close()]).catch(() => undefined);
  const reader = (stream.readable as ReadableStream<Bytes>).getReader();
  const parts: Bytes[] = [];
  let total = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    total += next.value.length;
    if (total > mostBytes) {
      await reader.cancel().catch(() => undefined);
      throw new Failure(excess);
    }
    parts.push(next.value);
  }
  await written;
  return concatBytes(parts);
}

/** Raw deflate (RFC 1951), as the platform compresses. */
export function deflate(bytes: Bytes): Promise<Bytes> {
  return through(bytes, new CompressionStream("deflate-raw"), Infinity, "");
}

/** Its inverse; a stream that is damaged or grows beyond `mostBytes` is refused before more of it is read. */
export async function inflate(bytes: Bytes, mostBytes: number): Promise<Bytes> {
  const excess = `The link unpacks to more than ${mostBytes.toLocaleString("en-US")} bytes, which no link of ours does, so it was not opened.`;
  try {
    return await through(bytes, new DecompressionStream("deflate-raw"), mostBytes, excess);
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure("The link is cut off or damaged. Copy it again, whole.", { cause: thrown });
  }
}
