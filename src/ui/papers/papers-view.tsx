import { addressOf } from "../store/route-store.ts";
import { Problem } from "../components/problem.tsx";
import { PaperList } from "./paper-list.tsx";
import { PaperPage } from "./paper-page.tsx";
import { useCards } from "./use-cards.ts";
import "../styles/papers.css";

/** All cards, or the one that the address names. */
export function PapersView({ slug }: { readonly slug: string | undefined }) {
  const cards = useCards();
  if (cards === undefined) return <p className="quiet">Opening the papers …</p>;
  if (slug === undefined) return <PaperList cards={cards} />;
  const card = cards.find((each) => each.slug === slug);
  if (card !== undefined) return <PaperPage key={slug} card={card} />;
  return (
    <>
      <Problem sentence={`There is no paper card “${slug}”. Choose one of the list.`} />
      <p>
        <a href={addressOf({ view: "papers" })}>All papers</a>
      </p>
    </>
  );
}
