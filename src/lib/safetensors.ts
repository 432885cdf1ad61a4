import { Failure } from "./failure.ts";

/** Element types that are read and written; the half-precision ones of the format are refused with a sentence. */
const ARRAYS = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  I64: BigInt64Array,
  U32: Uint32Array,
  U8: Uint8Array,
} as const;

export type StoredType = keyof typeof ARRAYS;
type StoredData<T extends StoredType> = InstanceType<(typeof ARRAYS)[T]> & { readonly buffer: ArrayBuffer };

export type StoredTensor = {
  [T in StoredType]: { readonly dtype: T; readonly shape: readonly number[]; readonly data: StoredData<T> };
}[StoredType];

export interface Safetensors {
  readonly tensors: Map<string, StoredTensor>;
  readonly metadata: Record<string, string>;
}

/** The published format's own limit; a longer header is an attack or not a safetensors file. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;

interface HeaderEntry {
  readonly name: string;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function refuse(what: string): never {
  throw new Failure(`This is not a usable safetensors file: ${what}. Export or download the file again.`);
}

/** Reads every tensor into memory of its own; the file's bytes may be released afterwards. */
export function readSafetensors(file: ArrayBuffer | Uint8Array): Safetensors {
  const bytes = file instanceof Uint8Array ? file : new Uint8Array(file);
  const { header, dataStart } = readHeader(bytes);
  const metadata = readMetadata(header["__metadata__"]);
  const entries = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, value]) => readEntry(name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkLayout(entries, bytes.length - dataStart);
  const tensors = new Map<string, StoredTensor>();
  for (const entry of entries) {
    const data = new Uint8Array(entry.end - entry.begin);
    data.set(bytes.subarray(dataStart + entry.begin, dataStart + entry.end));
    tensors.set(entry.name, storedTensor(entry.dtype, entry.shape, data.buffer));
  }
  return { tensors, metadata };
}

function storedTensor(dtype: StoredType, shape: readonly number[], buffer: ArrayBuffer): StoredTensor {
  return { dtype, shape, data: new ARRAYS[dtype](buffer) } as StoredTensor;
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < LENGTH_BYTES) refuse(`it has ${bytes.length} bytes, fewer than the 8 of the header's length`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES))
    refuse(`its header claims ${length.toString()} bytes, more than the format allows`);
  const dataStart = LENGTH_BYTES + Number(length);
  if (dataStart > bytes.length) refuse(`its header claims ${length.toString()} bytes but the file ends before that`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, dataStart)));
  } catch {
    refuse("its header is not UTF-8 JSON");
  }
  if (!isRecord(header)) refuse("its header is not a JSON object");
  return { header, dataStart };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readMetadata(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) refuse("its metadata is not an object of strings");
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== "string") refuse(`its metadata "${key}" is not a string`);
      return [key, text];
    }),
  );
}

function isSizeList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}

function readEntry(name: string, value: unknown): HeaderEntry {
  if (!isRecord(value)) refuse(`the header of tensor "${name}" is not an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(ARRAYS, dtype)) {
    refuse(
      `tensor "${name}" has the element type ${JSON.stringify(dtype)}, and only ${Object.keys(ARRAYS).join(", ")} can be read`,
    );
  }
  if (!isSizeList(shape)) refuse(`the shape of tensor "${name}" is not a list of sizes`);
  if (!isSizeList(offsets) || offsets.length !== 2)
    refuse(`the offsets of tensor "${name}" are not two byte positions`);
  const type = dtype as StoredType;
  const [begin, end] = offsets as [number, number];
  const bytes = shape.reduce((product, size) => product * size, ARRAYS[type].BYTES_PER_ELEMENT);
  if (end - begin !== bytes) {
    refuse(`tensor "${name}" of ${type} [${shape.join(",")}] needs ${bytes} bytes but its offsets span ${end - begin}`);
  }
  return { name, dtype: type, shape, begin, end };
}

/** Tensors must cover the data area once: no overlap, no hole, nothing after the last one, nothing missing. */
function checkLayout(entries: readonly HeaderEntry[], dataBytes: number): void {
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (end > dataBytes) refuse(`tensor "${name}" ends at byte ${end} of the data but only ${dataBytes} are there`);
    if (begin < covered) refuse(`tensor "${name}" overlaps the one before it`);
    if (begin > covered) refuse(`there is a hole of ${begin - covered} bytes before tensor "${name}"`);
    covered = end;
  }
  if (covered < dataBytes) refuse(`${dataBytes - covered} bytes after the last tensor belong to none`);
}

/**
 * The file's bytes. Tensors are written widest element type first and then by name, as the reference implementation
 * does, so that equal content gives equal bytes and every tensor is aligned.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const ordered = [...tensors].sort(
    ([nameA, a], [nameB, b]) =>
      b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT || (nameA < nameB ? -1 : nameA > nameB ? 1 : 0),
  );
  const header = new Map<string, unknown>();
  const keys = Object.keys(metadata).sort();
  if (keys.length > 0) header.set("__metadata__", Object.fromEntries(keys.map((key) => [key, metadata[key]])));
  let offset = 0;
  for (const [name, { dtype, shape, data }] of ordered) {
    const elements = shape.reduce((product, size) => product * size, 1);
    if (elements !== data.length || name === "__metadata__") {
      throw new RangeError(
        `tensor "${name}" of shape [${shape.join(",")}] cannot be written from ${data.length} elements`,
      );
    }
    header.set(name, { dtype, shape, data_offsets: [offset, offset + data.byteLength] });
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES;
  const file = new Uint8Array(LENGTH_BYTES + headerBytes + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  file.set(json, LENGTH_BYTES);
  let position = LENGTH_BYTES + headerBytes;
  for (const [, { data }] of ordered) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return file;
}
