import { Failure } from "../../lib/failure.ts";

/** Rows from top to bottom, red, green and blue of each pixel, one byte each: [height, width, 3]. */
export interface DecodedPng {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CHANNELS = 3;
const TRUECOLOUR = 2;

interface Chunk {
  readonly type: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

function* chunksOf(png: Uint8Array<ArrayBuffer>): Generator<Chunk> {
  if (SIGNATURE.some((byte, i) => png[i] !== byte)) throw new Failure("is no PNG image");
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let at = SIGNATURE.length; at + 12 <= png.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (at + 12 + length > png.length) break;
    yield { type, content: png.subarray(at + 8, at + 8 + length) };
    if (type === "IEND") return;
    at += 12 + length;
  }
  throw new Failure("is a PNG image that ends before its last part");
}

async function inflate(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([...parts]).stream().pipeThrough(new DecompressionStream("deflate"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Failure("is a PNG image whose pixels are damaged");
  }
}

/** The neighbour, of left, above and above left, that is nearest to left + above - above left. */
function paeth(left: number, above: number, corner: number): number {
  const [byLeft, byAbove, byCorner] = [above - corner, left - corner, left + above - 2 * corner].map(Math.abs);
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}

/** What a row's filter has taken from a byte, by the number of the filter. */
const PREDICTIONS: readonly ((left: number, above: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

function unfilter(filtered: Uint8Array<ArrayBuffer>, height: number, stride: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(height * stride);
  for (let row = 0; row < height; row++) {
    const from = row * (stride + 1);
    const to = row * stride;
    const filter = filtered[from];
    if (filter >= PREDICTIONS.length) throw new Failure(`is a PNG image with the unknown filter ${filter}`);
    const predict = PREDICTIONS[filter];
    for (let i = 0; i < stride; i++) {
      const left = i < CHANNELS ? 0 : pixels[to + i - CHANNELS];
      const above = row === 0 ? 0 : pixels[to - stride + i];
      const corner = i < CHANNELS || row === 0 ? 0 : pixels[to - stride + i - CHANNELS];
      pixels[to + i] = filtered[from + 1 + i] + predict(left, above, corner);
    }
  }
  return pixels;
}

/**
 * Pixels of a PNG of 8 bits a channel in red, green and blue, not interlaced, as CIFAR-10 is kept; the same bytes in a worker and in Node,
 * which a canvas with its colour management does not promise. The sentences of its Failures begin with a verb: who asks names the image.
 * Portable Network Graphics, third edition, sections 5, 9 and 11.
 */
export async function decodePng(png: Uint8Array<ArrayBuffer>): Promise<DecodedPng> {
  const chunks = [...chunksOf(png)];
  const header = chunks[0]?.content;
  if (chunks[0]?.type !== "IHDR" || header.length !== 13) throw new Failure("is a PNG image without a header");
  const view = new DataView(header.buffer, header.byteOffset);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [bits, colours, , , interlace] = header.subarray(8);
  if (bits !== 8 || colours !== TRUECOLOUR || interlace !== 0) {
    throw new Failure("is a PNG image of another kind than 8 bits of red, green and blue, row after row");
  }
  const stride = CHANNELS * width;
  const filtered = await inflate(chunks.flatMap(({ type, content }) => (type === "IDAT" ? [content] : [])));
  if (filtered.length !== height * (stride + 1)) throw new Failure("is a PNG image with too few or too many pixels");
  return { height, width, pixels: unfilter(filtered, height, stride) };
}
