import { useStore } from "zustand";
import {
  archiveStore,
  adapterStore,
  draftStore,
  pressureStore,
  routeStore,
  sessionStore,
  settingsStore,
} from "../store/index.ts";
import type { AdapterState } from "../store/adapter-store.ts";
import type { DraftStore } from "../store/draft-store.ts";
import type { SessionStore } from "../store/session-store.ts";

// The stores as hooks; a component names what it reads, so that it renders again only for that.

export function useSession<Part>(part: (store: SessionStore) => Part): Part {
  return useStore(sessionStore, part);
}

export function useDraft<Part>(part: (store: DraftStore) => Part): Part {
  return useStore(draftStore, part);
}

export function useAdapter(): AdapterState {
  return useStore(adapterStore);
}

export const useSettings = () => useStore(settingsStore);
export const useRoute = () => useStore(routeStore);
export const usePressure = () => useStore(pressureStore);
export const useArchive = () => useStore(archiveStore).runs;

/** True on an adapter whose timings are no ranking; also while it is not known, since that costs the least. */
export function useIsSoftware(): boolean {
  const adapter = useAdapter();
  return adapter.status !== "ready" || adapter.report.isSoftware;
}
