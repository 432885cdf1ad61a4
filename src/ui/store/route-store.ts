import { createStore } from "zustand/vanilla";

/** What the address says is on screen: the training view, or a kept run in it. */
export type Route = { readonly view: "train" } | { readonly view: "run"; readonly id: string };

export function routeOf(hash: string): Route {
  const run = /^#run\/([\w-]+)$/.exec(hash);
  return run === null ? { view: "train" } : { view: "run", id: run[1] };
}

export function addressOf(route: Route): string {
  return route.view === "run" ? `#run/${route.id}` : "#train";
}

/** Follows the address, so that "back" works and a link describes what is shown. */
export function createRouteStore(page: Window) {
  const store = createStore<Route>()(() => routeOf(page.location.hash));
  page.addEventListener("hashchange", () => store.setState(routeOf(page.location.hash), true));
  return store;
}
