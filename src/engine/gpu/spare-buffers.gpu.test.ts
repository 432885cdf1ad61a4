import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Gpu } from "./gpu.ts";
import { createStorage, PersistentMemory, readBuffers } from "./memory.ts";

describe("spare buffers", () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await Gpu.open();
  });
  beforeEach(() => {
    gpu.spares.drop();
  });

  test("memory of a run that is gone comes back zeroed, under its new size and name", async () => {
    const before = new PersistentMemory(gpu);
    before.write("buffer old", new Float32Array(300).fill(NaN));
    before.destroy();
    const made = gpu.ledger.buffers;
    const after = new PersistentMemory(gpu);
    after.require("buffer new", 1000);
    expect(gpu.ledger.buffers).toBe(made);
    expect(after.entries()).toEqual([{ key: "buffer new", bytes: 1008 }]);
    expect(new Float32Array(await after.read("buffer new"))).toEqual(new Float32Array(252));
    expect(() => after.require("buffer new", 1100)).toThrow("has 1008 bytes");
    after.destroy();
  });

  test("the smallest that fits is taken, and none that is much too large", () => {
    const sizes = [64, 96, 112, 400];
    gpu.spares.keep(sizes.map((bytes) => createStorage(gpu, "kept", bytes)));
    expect(gpu.spares.take(80)?.size).toBe(96);
    expect(gpu.spares.take(80)?.size).toBe(112);
    expect(gpu.spares.take(80)).toBeUndefined();
    expect(gpu.spares.bytes).toBe(464);
  });

  test("memory that two programs held at once is never one", async () => {
    gpu.spares.keep([createStorage(gpu, "kept", 64)]);
    const [one, other] = [createStorage(gpu, "one", 64), createStorage(gpu, "other", 64)];
    gpu.device.queue.writeBuffer(one, 0, new Float32Array(16).fill(1));
    const [copy] = await readBuffers(gpu, [{ buffer: other, offset: 0, bytes: 64 }]);
    expect(new Float32Array(copy)).toEqual(new Float32Array(16));
    for (const buffer of [one, other]) buffer.destroy();
  });
});
