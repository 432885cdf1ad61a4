// PNG with a palette: a third of the bytes of what a browser writes, and a page's few colours stay what they are.
import { deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const MOST_COLOURS = 128;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** @param {Buffer} bytes */
function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** @param {string} name @param {Buffer} data */
function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc(body), body.length + 4);
  return whole;
}

/** The predictor of filter 4. @param {number} left @param {number} up @param {number} corner */
function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** Undoes the filters of all lines. @param {Buffer} data @param {number} stride @param {number} height @param {number} size */
function unfiltered(data, stride, height, size) {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < size ? 0 : out[at - size];
      const up = y === 0 ? 0 : out[at - stride];
      const corner = x < size || y === 0 ? 0 : out[at - stride - size];
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      out[at] = data[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

/**
 * Pixels of a PNG of 8 bits per channel without interlacing, as browsers write them.
 * @param {Buffer} file
 * @returns {{ width: number, height: number, size: number, pixels: Buffer }} `size` bytes per pixel, 3 or 4
 */
export function readPng(file) {
  let at = SIGNATURE.length;
  /** @type {Buffer[]} */
  const parts = [];
  let [width, height, size] = [0, 0, 0];
  while (at < file.length) {
    const length = file.readUInt32BE(at);
    const name = file.toString("latin1", at + 4, at + 8);
    const data = file.subarray(at + 8, at + 8 + length);
    if (name === "IHDR") {
      [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      if (data[8] !== 8 || (data[9] !== 2 && data[9] !== 6) || data[12] !== 0) {
        throw new Error("only PNGs of 8-bit colour without interlacing are read");
      }
      size = data[9] === 2 ? 3 : 4;
    }
    if (name === "IDAT") parts.push(data);
    at += length + 12;
  }
  return { width, height, size, pixels: unfiltered(inflateSync(Buffer.concat(parts)), width * size, height, size) };
}

/** The most frequent colour of each small cube of colours, most frequent cube first. @param {Map<number, number>} counts */
function paletteOf(counts) {
  /** @type {Map<number, { count: number, colour: number, most: number }>} */
  const cubes = new Map();
  for (const [colour, count] of counts) {
    const key = colour & 0xf8f8f8;
    const cube = cubes.get(key) ?? { count: 0, colour, most: 0 };
    cube.count += count;
    if (count > cube.most) [cube.most, cube.colour] = [count, colour];
    cubes.set(key, cube);
  }
  const ordered = [...cubes.values()].sort((a, b) => b.count - a.count);
  return ordered.slice(0, MOST_COLOURS).map(({ colour }) => colour);
}

/** @param {number} colour @param {readonly number[]} palette */
function nearest(colour, palette) {
  const [r, g, b] = [colour >> 16, (colour >> 8) & 255, colour & 255];
  let [best, least] = [0, Infinity];
  for (const [index, other] of palette.entries()) {
    const distance = ((other >> 16) - r) ** 2 + (((other >> 8) & 255) - g) ** 2 + ((other & 255) - b) ** 2;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

/**
 * The same picture with at most 128 colours; transparency is left out.
 * @param {Buffer} file
 */
export function withPalette(file) {
  const { width, height, size, pixels } = readPng(file);
  const colours = Uint32Array.from({ length: width * height }, (_, i) => pixels.readUIntBE(i * size, 3));
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = paletteOf(counts);
  const indexOf = new Map([...counts.keys()].map((colour) => [colour, nearest(colour, palette)]));
  const lines = Buffer.alloc((width + 1) * height);
  for (const [i, colour] of colours.entries()) {
    lines[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = indexOf.get(colour) ?? 0;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const table = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", table),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
