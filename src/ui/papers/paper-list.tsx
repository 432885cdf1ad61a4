import { Button } from "react-aria-components";
import type { PaperCard } from "../../papers/card.ts";
import { useArchive } from "../components/use-stored.ts";
import { addressOf } from "../store/route-store.ts";
import { filterCards, growthOf, OPEN_FILTER } from "./filter-cards.ts";
import { GlyphStrip } from "./glyph-strip.tsx";
import { lastRunOf } from "./last-run.ts";
import { PaperFilters, useCardFilter } from "./paper-filters.tsx";

function Entry({ card }: { readonly card: PaperCard }) {
  const runs = useArchive();
  const last = lastRunOf(card, runs ?? []);
  return (
    <li className="paper-entry">
      <div>
        <h2>
          <a href={addressOf({ view: "papers", paper: card.slug })}>{card.title}</a>
        </h2>
        <p className="note">
          {card.authors}, {card.year} · {card.kind} · {growthOf(card)} work
        </p>
      </div>
      <p className="paper-claim">{card.claim.sentence}</p>
      <GlyphStrip preset={card.candidate.preset} />
      <p className="note paper-verdict">{last?.verdict ?? "Not tested in this browser yet."}</p>
    </li>
  );
}

/** One line a paper: what it is, what it claims, what it is made of, and what was found here. */
export function PaperList({ cards }: { readonly cards: readonly PaperCard[] }) {
  const { filter, change } = useCardFilter();
  const shown = filterCards(cards, filter, useArchive() ?? []);
  return (
    <>
      <div className="card-heading">
        <h1>Papers</h1>
        <p className="quiet">
          Each paper is a claim that this page can test against a matched baseline.{" "}
          <span role="status">
            {shown.length === cards.length ? `${cards.length} so far.` : `${shown.length} of ${cards.length} shown.`}
          </span>
        </p>
      </div>
      <PaperFilters cards={cards} />
      {shown.length === 0 ? (
        <p className="quiet">
          No card is like that.{" "}
          <Button className="button quiet-button" onPress={() => change(OPEN_FILTER)}>
            Show all
          </Button>
        </p>
      ) : (
        <ul className="paper-list">
          {shown.map((card) => (
            <Entry key={card.slug} card={card} />
          ))}
        </ul>
      )}
    </>
  );
}
