import { sentenceOf } from "../../lib/failure.ts";
import type { DraftStore } from "./draft-store.ts";
import type { Route } from "./route-store.ts";
import type { StoreApi } from "zustand/vanilla";

const FIRST_CARD = "three-phase-transformer";

/** Cards bring the schemas with them, a quarter of the page's code, so they come after the first paint. */
const papers = () => import("../../papers/index.ts");

/** Opens the card that the address of the training view names; without a name the first one, unless a card is open. */
async function follow(route: Route, drafts: StoreApi<DraftStore>): Promise<void> {
  const { card, report } = drafts.getState();
  const wanted = route.view === "train" ? route.paper : undefined;
  const slug = wanted ?? (card === undefined ? FIRST_CARD : card.slug);
  if (slug === card?.slug) return;
  try {
    const opened = await (await papers()).loadPaper(slug);
    const draft = drafts.getState();
    // A file that was opened meanwhile stays in the form.
    if (card === undefined && draft.base === "file") draft.setCard(opened);
    else draft.openCard(opened, undefined);
  } catch (thrown) {
    if (card === undefined) drafts.getState().setCard(await (await papers()).loadPaper(FIRST_CARD));
    report(sentenceOf(thrown));
  }
}

/** Keeps the form's card the one that the address names. */
export function followCard(routes: StoreApi<Route>, drafts: StoreApi<DraftStore>): void {
  void follow(routes.getState(), drafts);
  routes.subscribe((route) => void follow(route, drafts));
}
