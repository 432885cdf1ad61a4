import { openDB } from "idb";
import type { TuningMemory } from "../engine/tune/remember.ts";

const DATABASE = "bakeoff-tuning";
const STORE = "tunings";

/** Tunings in the browser's own database; each call opens it, since there are two in the life of a worker. */
export function tuningMemory(): TuningMemory {
  const open = () =>
    openDB(DATABASE, 1, {
      upgrade: (db) => {
        db.createObjectStore(STORE);
      },
    });
  return {
    get: async (key) => {
      const db = await open();
      const value: unknown = await db.get(STORE, key);
      db.close();
      return value;
    },
    set: async (key, value) => {
      const db = await open();
      await db.put(STORE, value, key);
      db.close();
    },
  };
}
