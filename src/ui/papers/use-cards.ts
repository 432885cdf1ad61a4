import { useEffect, useState } from "react";
import { loadPapers } from "../../papers/index.ts";
import type { PaperCard } from "../../papers/card.ts";

let loading: Promise<readonly PaperCard[]> | undefined;

/** All cards, sorted by title; undefined until they were read. */
export function useCards(): readonly PaperCard[] | undefined {
  const [cards, setCards] = useState<readonly PaperCard[] | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    loading ??= loadPapers().then((all) => all.sort((a, b) => a.title.localeCompare(b.title)));
    void loading.then((all) => {
      if (isCurrent) setCards(all);
    });
    return () => {
      isCurrent = false;
    };
  }, []);
  return cards;
}
