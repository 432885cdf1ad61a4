/** A PNG of 8-bit red, green and blue whose row r is filtered by filter r mod 5, for tests; checksums are left 0. */
export async function encodePng(
  { height, width, pixels }: { height: number; width: number; pixels: Uint8Array },
  colours = 2,
): Promise<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, colours, 0, 0, 0], 8);
  const stream = new Blob([filtered(height, 3 * width, pixels)]).stream().pipeThrough(new CompressionStream("deflate"));
  const data = new Uint8Array(await new Response(stream).arrayBuffer());
  // The pixels in two parts: they belong together.
  const parts = [chunk("IHDR", header), chunk("IDAT", data.slice(0, 7)), chunk("IDAT", data.slice(7)), chunk("IEND")];
  return new Uint8Array(await new Blob([Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10), ...parts]).arrayBuffer());
}

function chunk(type: string, content = new Uint8Array()): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + content.length);
  new DataView(bytes.buffer).setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  return bytes;
}

function filtered(height: number, stride: number, pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array(height * (stride + 1));
  for (let row = 0; row < height; row++) {
    const filter = row % 5;
    rows[row * (stride + 1)] = filter;
    for (let i = 0; i < stride; i++) {
      const left = i < 3 ? 0 : pixels[row * stride + i - 3];
      const above = row === 0 ? 0 : pixels[(row - 1) * stride + i];
      const corner = i < 3 || row === 0 ? 0 : pixels[(row - 1) * stride + i - 3];
      // Ties go to left, then above, as the format says.
      const nearest = [left, above, corner].reduce((best, one) =>
        Math.abs(left + above - corner - one) < Math.abs(left + above - corner - best) ? one : best,
      );
      rows[row * (stride + 1) + 1 + i] =
        pixels[row * stride + i] - [0, left, above, Math.floor((left + above) / 2), nearest][filter];
    }
  }
  return rows;
}
