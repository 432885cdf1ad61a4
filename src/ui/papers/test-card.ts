import type { PaperCard } from "../../papers/card.ts";
import { draftStore } from "../store/index.ts";
import { addressOf } from "../store/route-store.ts";
import { startTraining } from "../train/start-training.ts";

/** Opens the card's experiment in the training view and starts it: the reader pressed the button that says so. */
export async function testCard(card: PaperCard, base: "quick" | "fair"): Promise<void> {
  draftStore.getState().openCard(card, base);
  location.hash = addressOf({ view: "train", paper: card.slug });
  await startTraining();
}
