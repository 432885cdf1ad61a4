import { createStore } from "zustand/vanilla";
import { profileAddress, profileRouteOf } from "../profile/profile-route.ts";
import type { ProfileRoute } from "../profile/profile-route.ts";

/** What the address says is on screen. */
export type Route =
  /** The training view; `paper` is the card that it tests, the first one when absent. */
  | { readonly view: "train"; readonly paper?: string }
  /** A kept run. */
  | { readonly view: "run"; readonly id: string }
  /** Kept runs side by side; `chosen` says which, what is left out and what is pinned (`compare-address.ts`). */
  | { readonly view: "compare"; readonly chosen?: string }
  /** What a link carries, as it stands in the address. */
  | { readonly view: "shared"; readonly fragment: string }
  | ProfileRoute
  /** The editor; `preset` is what the document begins from, absent: the draft as it was left. */
  | { readonly view: "build"; readonly preset?: string }
  /** All cards, or one. */
  | { readonly view: "papers"; readonly paper?: string };

const ADDRESS = /^#(train|build|papers|run)(?:\/([\w-]{1,64}))?$/;
const COMPARE = /^#compare(?:\/([\w,;=.-]{1,4000}))?$/;

/** Links with content in them begin so; what they hold is read when they are shown. */
const SHARED = "#s=";

export function routeOf(hash: string): Route {
  const profile = profileRouteOf(hash);
  if (profile !== undefined) return profile;
  if (hash.startsWith(SHARED)) return { view: "shared", fragment: hash.slice(1) };
  const compare: readonly (string | undefined)[] | null = COMPARE.exec(hash);
  if (compare !== null) return compare[1] === undefined ? { view: "compare" } : { view: "compare", chosen: compare[1] };
  const match: readonly (string | undefined)[] = ADDRESS.exec(hash) ?? [];
  const [, view, name] = match;
  if (view === "run" && name !== undefined) return { view, id: name };
  if (view === "build") return name === undefined ? { view } : { view, preset: name };
  if (view === "papers" || view === "train") return name === undefined ? { view } : { view, paper: name };
  return { view: "train" };
}

export function addressOf(route: Route): string {
  if (route.view === "profile") return profileAddress(route);
  if (route.view === "shared") return `#${route.fragment}`;
  const name = nameOf(route);
  return name === undefined ? `#${route.view}` : `#${route.view}/${name}`;
}

function nameOf(route: Exclude<Route, ProfileRoute | { readonly view: "shared" }>): string | undefined {
  if (route.view === "build") return route.preset;
  if (route.view === "compare") return route.chosen;
  return route.view === "run" ? route.id : route.paper;
}

/** Follows the address, so that "back" works and a link describes what is shown. */
export function createRouteStore(page: Window) {
  const store = createStore<Route>()(() => routeOf(page.location.hash));
  page.addEventListener("hashchange", () => store.setState(routeOf(page.location.hash), true));
  return store;
}
