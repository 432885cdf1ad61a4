import { sha256Hex } from "../lib/sha256.ts";

/** Files by name: the origin-private file system in a browser, memory elsewhere. */
export interface FileStore {
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface ContentCache {
  /** What was stored for this address, if it is there and undamaged. */
  get(address: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Stores content for an address; a full disk is not an error, the content is then simply fetched again. */
  put(address: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/**
 * A cache by content: an address points to the SHA-256 of what was found there, and content lies under its hash, which
 * is checked on every read, so that a damaged or half-written file is fetched again instead of being trained on.
 */
export function contentCache(store: FileStore): ContentCache {
  const pointerName = async (address: string): Promise<string> =>
    `${await sha256Hex(new TextEncoder().encode(address))}.address`;

  return {
    async get(address) {
      const pointer = await store.read(await pointerName(address));
      if (pointer === undefined) return undefined;
      const sha256 = new TextDecoder().decode(pointer);
      const name = `${sha256}.content`;
      const bytes = /^[0-9a-f]{64}$/.test(sha256) ? await store.read(name) : undefined;
      if (bytes !== undefined && (await sha256Hex(bytes)) === sha256) return bytes;
      await store.remove(name);
      return undefined;
    },

    async put(address, bytes) {
      const sha256 = await sha256Hex(bytes);
      try {
        await store.write(`${sha256}.content`, bytes);
        await store.write(await pointerName(address), new TextEncoder().encode(sha256));
      } catch (thrown) {
        if (!(thrown instanceof DOMException)) throw thrown;
      }
    },
  };
}

export function memoryStore(): FileStore {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    read: (name) => Promise.resolve(files.get(name)?.slice()),
    write: (name, bytes) => {
      files.set(name, bytes.slice());
      return Promise.resolve();
    },
    remove: (name) => {
      files.delete(name);
      return Promise.resolve();
    },
  };
}
