import { Button } from "react-aria-components";
import type { PaperCard } from "../../papers/card.ts";
import { Architectures } from "../architecture/architectures.tsx";
import { Icon } from "../components/icon.tsx";
import { useAdapter, useArchive, useSession } from "../components/use-stored.ts";
import { formatMoment } from "../runs/format-moment.ts";
import { budgetText } from "../share/budget-text.ts";
import { addressOf } from "../store/route-store.ts";
import { isBusy } from "../store/session-view.ts";
import { CardHeading } from "../train/card-heading.tsx";
import { DiagnosticsPanel } from "./diagnostics/diagnostics-panel.tsx";
import { SweepSection } from "./diagnostics/sweep-section.tsx";
import { testCard } from "./test-card.ts";
import { GrowthCharts } from "./growth-chart.tsx";
import { lastRunOf } from "./last-run.ts";

function effort({ arms, seeds, budget, learningRates = [] }: PaperCard["experiments"]["fair"]): string {
  const rates = learningRates.length > 1 ? `, ${learningRates.length} learning rates` : "";
  return `${arms.length} arms, ${seeds.length} ${seeds.length === 1 ? "seed" : "seeds"}${rates}, ${budgetText(budget)}`;
}

function TestButtons({ card }: { readonly card: PaperCard }) {
  const isOccupied = useSession((store) => isBusy(store.view.state));
  const isAbsent = useAdapter().status === "missing";
  const isDisabled = isOccupied || isAbsent;
  return (
    <div className="test-card">
      <Button className="button primary" isDisabled={isDisabled} onPress={() => void testCard(card, "quick")}>
        <Icon name="play" />
        Test this claim
      </Button>
      <p className="note">Quick look: {effort(card.experiments.quick)}. It shows that both train, not who wins.</p>
      <Button className="button" isDisabled={isDisabled} onPress={() => void testCard(card, "fair")}>
        Full comparison
      </Button>
      <p className="note">{effort(card.experiments.fair)}: what a verdict needs.</p>
      {isOccupied ? <p className="note">A run is under way; it has to end first.</p> : null}
      {isAbsent ? <p className="note">Training needs WebGPU, which this browser does not offer.</p> : null}
    </div>
  );
}

function LastVerdict({ card }: { readonly card: PaperCard }) {
  const runs = useArchive();
  const last = lastRunOf(card, runs ?? []);
  return (
    <section aria-labelledby="verdict-heading">
      <h2 id="verdict-heading">Found in this browser</h2>
      {last === undefined ? (
        <p className="quiet">Nothing yet. The verdict of the last run of this card will stand here.</p>
      ) : (
        <>
          <p className="verdict">{last.verdict}</p>
          <p className="note">
            <a href={addressOf({ view: "run", id: last.id })}>Its curves</a>, {formatMoment(last.finishedAt)},{" "}
            {last.adapter}
            {last.isSoftwareAdapter ? " (software adapter)" : ""}
          </p>
        </>
      )}
    </section>
  );
}

function Variants({ card }: { readonly card: PaperCard }) {
  const rows = [...card.ablations, ...(card.sweep?.documents ?? [])];
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="variants-heading">
      <h2 id="variants-heading">Variants</h2>
      <ul className="variants">
        {rows.map(({ preset, title, note }) => (
          <li key={preset}>
            <a href={addressOf({ view: "build", preset })}>{title}</a> <span className="note number">{preset}</span>
            {note === undefined ? null : <span className="note"> {note}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sources({ card }: { readonly card: PaperCard }) {
  return (
    <section aria-labelledby="sources-heading">
      <h2 id="sources-heading">What this rests on</h2>
      <p>{card.evidence.note}</p>
      {card.ourReading.length === 0 ? null : (
        <>
          <h3>Our reading</h3>
          <ul className="readings">
            {card.ourReading.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** One paper: its claim, how to test it, what was found, both architectures and how their cost grows. */
export function PaperPage({ card }: { readonly card: PaperCard }) {
  return (
    <>
      <p className="note">
        <a href={addressOf({ view: "papers" })}>All papers</a>
      </p>
      <div className="heading-row">
        <CardHeading card={card} />
        <TestButtons card={card} />
      </div>
      <LastVerdict card={card} />
      <Architectures experiment={card.experiments.fair} />
      <section aria-labelledby="growth-heading">
        <h2 id="growth-heading">How cost grows with the input</h2>
        <p className="note">Counted on the graph, not timed; one sequence, or one image.</p>
        <GrowthCharts card={card} />
      </section>
      <SweepSection card={card} />
      <DiagnosticsPanel card={card} />
      <Variants card={card} />
      <Sources card={card} />
    </>
  );
}
