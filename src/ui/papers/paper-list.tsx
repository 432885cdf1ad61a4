import type { PaperCard } from "../../papers/card.ts";
import { useArchive } from "../components/use-stored.ts";
import { addressOf } from "../store/route-store.ts";
import { GlyphStrip } from "./glyph-strip.tsx";
import { lastRunOf } from "./last-run.ts";

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
          {card.authors}, {card.year} · {card.kind}
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
  return (
    <>
      <div className="card-heading">
        <h1>Papers</h1>
        <p className="quiet">
          Each paper is a claim that this page can test against a matched baseline. {cards.length} so far.
        </p>
      </div>
      <ul className="paper-list">
        {cards.map((card) => (
          <Entry key={card.slug} card={card} />
        ))}
      </ul>
    </>
  );
}
