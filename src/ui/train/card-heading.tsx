import { formatNumber } from "../../lib/format.ts";
import type { PaperCard } from "../../papers/card.ts";
import { Icon } from "../components/icon.tsx";
import { Term } from "../components/term.tsx";

function External({ address, children }: { readonly address: string; readonly children: string }) {
  return (
    <a href={address} target="_blank" rel="noreferrer" className="external">
      {children}
      <Icon name="external" />
    </a>
  );
}

/** The paper under test: what it claims, against what, and what to expect at this scale. */
export function CardHeading({ card }: { readonly card: PaperCard }) {
  return (
    <div className="card-heading">
      <h1>
        {card.title} <span className="quiet">vs</span> {card.baselines[0].title.split(",")[0]}
      </h1>
      <p className="claim">
        <span className="quiet">Claim:</span> {card.claim.sentence} <External address={card.address}>paper</External>
        {card.code === undefined ? null : (
          <>
            {" "}
            <External address={card.code}>code</External>
          </>
        )}
      </p>
      <details className="details">
        <summary>What changes, and what to expect here</summary>
        <p>{card.changes}</p>
        <p>{card.claim.atThisScale}</p>
        {card.claim.unpublished === undefined ? <PublishedNumbers card={card} /> : <p>{card.claim.unpublished}</p>}
        <p className="note">
          {card.authors}, {card.year}.
        </p>
      </details>
    </div>
  );
}

function PublishedNumbers({ card }: { readonly card: PaperCard }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="Published numbers">
      <table className="table compact">
        <thead>
          <tr>
            <th scope="col">
              <Term of="published">published</Term>
            </th>
            <th scope="col">setting</th>
            <th scope="col">baseline</th>
            <th scope="col">{card.title}</th>
          </tr>
        </thead>
        <tbody>
          {card.claim.published.map((row) => (
            <tr key={`${row.metric} ${row.setting}`}>
              <th scope="row">{row.metric}</th>
              <td>{row.setting}</td>
              <td className="number">{formatNumber(row.baseline, 5)}</td>
              <td className="number">{formatNumber(row.candidate, 5)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
