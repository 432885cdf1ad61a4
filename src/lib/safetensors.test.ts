import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Failure } from "./failure.ts";
import { readSafetensors, writeSafetensors, type StoredTensor } from "./safetensors.ts";

/** A file whose header is any text, followed by `dataBytes` bytes. */
function fileOf(header: string, dataBytes: number, claimedLength?: bigint): Uint8Array {
  const json = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + json.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, claimedLength ?? BigInt(json.length), true);
  file.set(json, 8);
  return file;
}

function entry(dtype: unknown, shape: unknown, offsets: unknown): unknown {
  return { dtype, shape, data_offsets: offsets };
}

describe("round trip", () => {
  const tensors = new Map<string, StoredTensor>([
    ["b", { dtype: "U8", shape: [3], data: Uint8Array.of(1, 2, 3) }],
    ["w", { dtype: "F32", shape: [2, 2], data: Float32Array.of(1, -2.5, NaN, Infinity) }],
    ["ids", { dtype: "I32", shape: [2], data: Int32Array.of(-100, 7) }],
    ["mask", { dtype: "U32", shape: [1], data: Uint32Array.of(0xffffffff) }],
    ["x", { dtype: "F64", shape: [], data: Float64Array.of(Math.PI) }],
    ["step", { dtype: "I64", shape: [1], data: BigInt64Array.of(-5n) }],
    ["empty", { dtype: "F32", shape: [0, 4], data: new Float32Array(0) }],
  ]);

  test("every type, scalars, empty tensors and metadata come back", () => {
    const read = readSafetensors(writeSafetensors(tensors, { op: "linear", note: "é" }));
    expect(read.metadata).toEqual({ op: "linear", note: "é" });
    expect(read.tensors.size).toBe(tensors.size);
    for (const [name, tensor] of tensors) expect(read.tensors.get(name)).toEqual(tensor);
  });

  test("the order of insertion does not change the bytes, and every tensor is aligned", () => {
    const reversed = new Map([...tensors].reverse());
    expect(writeSafetensors(reversed, { b: "2", a: "1" })).toEqual(writeSafetensors(tensors, { a: "1", b: "2" }));
  });

  test("a file at an odd offset of a larger buffer is read", () => {
    const file = writeSafetensors(tensors);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(readSafetensors(shifted.subarray(3)).tensors.get("w")).toEqual(tensors.get("w"));
  });

  property.prop([
    fc.dictionary(fc.string(), fc.float32Array({ maxLength: 20 })),
    fc.dictionary(fc.string(), fc.string()),
  ])("any names and values", (arrays, metadata) => {
    const stored = new Map<string, StoredTensor>();
    for (const [name, data] of Object.entries(arrays)) {
      stored.set(`t${name}`, { dtype: "F32", shape: [data.length], data: Float32Array.from(data) });
    }
    const read = readSafetensors(writeSafetensors(stored, metadata));
    expect(read.metadata).toEqual({ ...metadata });
    for (const [name, tensor] of stored) expect(read.tensors.get(name)).toEqual(tensor);
  });

  test("a shape that does not fit the data is a defect of the caller", () => {
    const wrong = new Map<string, StoredTensor>([["w", { dtype: "F32", shape: [3], data: new Float32Array(2) }]]);
    expect(() => writeSafetensors(wrong)).toThrow(RangeError);
  });
});

describe("hostile input is refused with a sentence", () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ["an empty file", new Uint8Array(0), /fewer than the 8/],
    ["a header longer than allowed", fileOf("{}", 0, 2n ** 63n), /more than the format allows/],
    ["a header longer than the file", fileOf("{}", 4, 500n), /ends before that/],
    ["a header that is not JSON", fileOf("{oops", 0), /not UTF-8 JSON/],
    ["a header that is a list", fileOf("[]", 0), /not a JSON object/],
    ["metadata with a number", fileOf('{"__metadata__":{"a":1}}', 0), /metadata "a" is not a string/],
    [
      "a type that cannot be read",
      fileOf(JSON.stringify({ w: entry("F8_E5M2", [1], [0, 1]) }), 1),
      /element type "F8_E5M2"/,
    ],
    [
      "a type named like an object's own property",
      fileOf(JSON.stringify({ w: entry("constructor", [1], [0, 1]) }), 1),
      /element type/,
    ],
    ["a negative size", fileOf(JSON.stringify({ w: entry("U8", [-1], [0, 1]) }), 1), /not a list of sizes/],
    ["one offset", fileOf(JSON.stringify({ w: entry("U8", [1], [0]) }), 1), /two byte positions/],
    ["offsets that do not fit the shape", fileOf(JSON.stringify({ w: entry("F32", [2], [0, 4]) }), 4), /needs 8 bytes/],
    ["offsets backwards", fileOf(JSON.stringify({ w: entry("U8", [1], [1, 0]) }), 1), /needs 1 bytes/],
    ["a size that overflows", fileOf(JSON.stringify({ w: entry("F32", [2 ** 50, 2 ** 50], [0, 4]) }), 4), /needs/],
    ["a truncated file", fileOf(JSON.stringify({ w: entry("F32", [2], [0, 8]) }), 7), /only 7 are there/],
    [
      "two tensors on the same bytes",
      fileOf(JSON.stringify({ a: entry("U8", [4], [0, 4]), b: entry("U8", [4], [2, 6]) }), 6),
      /"b" overlaps/,
    ],
    [
      "a hole",
      fileOf(JSON.stringify({ a: entry("U8", [1], [0, 1]), b: entry("U8", [1], [3, 4]) }), 4),
      /hole of 2 bytes/,
    ],
    ["bytes after the last tensor", fileOf(JSON.stringify({ a: entry("U8", [1], [0, 1]) }), 9), /8 bytes after/],
  ];
  test.each(cases)("%s", (_, file, sentence) => {
    expect(() => readSafetensors(file)).toThrow(Failure);
    expect(() => readSafetensors(file)).toThrow(sentence);
  });

  property.prop([fc.uint8Array({ maxLength: 64 })])("random bytes never throw anything but a Failure", (bytes) => {
    try {
      readSafetensors(bytes);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(Failure);
    }
  });
});
