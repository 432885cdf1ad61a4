import type { FileStore } from "./content-cache.ts";

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === "NotFoundError";
}

export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** What lies in a folder; nothing where it was never made, or where the browser offers no private files. */
export async function opfsFiles(folderName: string): Promise<StoredFile[]> {
  let folder: FileSystemDirectoryHandle;
  try {
    const root = await navigator.storage.getDirectory();
    folder = await root.getDirectoryHandle(folderName);
  } catch {
    return [];
  }
  const found: StoredFile[] = [];
  for await (const entry of folder.values()) {
    if (entry.kind !== "file") continue;
    try {
      const { name, size, lastModified } = await entry.getFile();
      found.push({ name, bytes: size, modifiedMs: lastModified });
    } catch (thrown) {
      // Another tab removed it meanwhile.
      if (!isNotFound(thrown)) throw thrown;
    }
  }
  return found;
}

/** A folder of the origin-private file system, in page or worker; undefined where the browser offers none. */
export async function opfsStore(folderName: string): Promise<FileStore | undefined> {
  let folder: FileSystemDirectoryHandle;
  try {
    const root = await navigator.storage.getDirectory();
    folder = await root.getDirectoryHandle(folderName, { create: true });
  } catch {
    // Private windows refuse it in some browsers; everything then works without a cache.
    return undefined;
  }
  return {
    async read(name) {
      try {
        const file = await (await folder.getFileHandle(name)).getFile();
        return new Uint8Array(await file.arrayBuffer());
      } catch (thrown) {
        if (isNotFound(thrown)) return undefined;
        throw thrown;
      }
    },
    async write(name, bytes) {
      const handle = await folder.getFileHandle(name, { create: true });
      const stream = await handle.createWritable();
      await stream.write(bytes);
      await stream.close();
    },
    async remove(name) {
      try {
        await folder.removeEntry(name);
      } catch (thrown) {
        if (!isNotFound(thrown)) throw thrown;
      }
    },
  };
}
