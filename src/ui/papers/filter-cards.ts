import type { Growth, PaperCard } from "../../papers/card.ts";
import type { RunSummary } from "../store/run-archive.ts";
import { lastRunOf } from "./last-run.ts";

export const ANY = "any";
export const STATUSES = ["tested here", "not tested here"] as const;

/** What the list is narrowed to; `any` leaves a property open. */
export interface CardFilter {
  readonly text: string;
  readonly kind: PaperCard["kind"] | typeof ANY;
  /** How the candidate's work of one forward pass grows with the sequence. */
  readonly growth: Growth | typeof ANY;
  readonly evidence: PaperCard["evidence"]["status"] | typeof ANY;
  readonly status: (typeof STATUSES)[number] | typeof ANY;
}

export const OPEN_FILTER: CardFilter = { text: "", kind: ANY, growth: ANY, evidence: ANY, status: ANY };

/** Growth of the candidate's forward pass, or of the first counter that the card speaks of. */
export function growthOf({ candidate, cost }: PaperCard): Growth {
  const own = cost.filter(({ preset }) => preset === candidate.preset);
  const [first] = own.length === 0 ? cost : own;
  return (own.find(({ counter }) => counter === "forwardFlops") ?? first).growth;
}

/** The cards that every property of the filter lets through. Text matches title, authors, year, claim and what changes. */
export function filterCards(
  cards: readonly PaperCard[],
  filter: CardFilter,
  runs: readonly RunSummary[],
): readonly PaperCard[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const isOpen = (wanted: string, actual: string): boolean => wanted === ANY || wanted === actual;
  return cards.filter((card) => {
    const { title, authors, year, claim, changes } = card;
    const text = `${title} ${authors} ${year} ${claim.sentence} ${changes}`.toLowerCase();
    const status = lastRunOf(card, runs) === undefined ? "not tested here" : "tested here";
    return (
      words.every((word) => text.includes(word)) &&
      isOpen(filter.kind, card.kind) &&
      isOpen(filter.growth, growthOf(card)) &&
      isOpen(filter.evidence, card.evidence.status) &&
      isOpen(filter.status, status)
    );
  });
}
