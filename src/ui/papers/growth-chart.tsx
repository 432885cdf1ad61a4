import { useEffect, useState } from "react";
import { sentenceOf } from "../../lib/failure.ts";
import { formatFixed, formatNumber, formatScaled } from "../../lib/format.ts";
import { documentsOf } from "../../papers/card.ts";
import type { CostClaim, CostCounter, PaperCard } from "../../papers/card.ts";
import { engine } from "../../workers/client.ts";
import type { GrowthReport } from "../../workers/protocol.ts";
import { armStyle } from "../components/arm-style.ts";
import type { ArmStyle } from "../components/arm-style.ts";
import type { ChartLine } from "../components/chart-line.ts";
import { LiveChart } from "../components/live-chart.tsx";
import { Problem } from "../components/problem.tsx";

const COUNTERS: Record<CostCounter, { readonly title: string; readonly unit: string; readonly scale: number }> = {
  forwardFlops: { title: "Operations of one forward pass", unit: "FLOP", scale: 1 },
  trainingFlops: { title: "Operations of training on one example", unit: "FLOP", scale: 1 },
  stateFloats: { title: "State kept while decoding", unit: "B", scale: 4 },
  activationBytes: { title: "Activations alive in a training step", unit: "B", scale: 1 },
};

const LENGTHS: Record<GrowthReport["over"], string> = {
  tokens: "length of the sequence",
  pixels: "number of pixels",
  steps: "steps that are read",
};

type Counted = { readonly reports: readonly GrowthReport[] } | { readonly sentence: string } | undefined;

function useGrowth(claims: readonly CostClaim[]): Counted {
  const [counted, setCounted] = useState<Counted>(undefined);
  useEffect(() => {
    let isCurrent = true;
    const ask = async (): Promise<Counted> => {
      try {
        const worker = await engine();
        return { reports: await Promise.all(claims.map((claim) => worker.growth(claim))) };
      } catch (thrown) {
        return { sentence: sentenceOf(thrown) };
      }
    };
    void ask().then((next) => {
      if (isCurrent) setCounted(next);
    });
    return () => {
      isCurrent = false;
    };
  }, [claims]);
  return counted;
}

/** Growth that was fitted, beside what the card says: the part above the linear one where there is one. */
function growthText(claim: CostClaim, { exponent, excessExponent, excessShare, isAsClaimed }: GrowthReport): string {
  const above =
    excessExponent === undefined || excessShare < 0.02
      ? ""
      : `, its part above linear as T^${formatFixed(excessExponent, 2)}`;
  const agreement = isAsClaimed ? `as the card says (${claim.growth})` : `not as the card says (${claim.growth})`;
  return `grows as T^${formatFixed(exponent, 2)}${above}: ${agreement}`;
}

/** Documents look as in the card's full comparison; those that it leaves out come behind its arms. */
function styleOf({ experiments, cost }: PaperCard, preset: string): ArmStyle {
  const { arms, baseline } = experiments.fair;
  const compared = arms.flatMap((arm) => arm.preset ?? []);
  const presets = [...new Set([...compared, ...cost.map((claim) => claim.preset)])];
  return armStyle(presets, preset, arms.find(({ id }) => id === baseline)?.preset);
}

function titleOf(card: PaperCard, preset: string): string {
  const arm = card.experiments.fair.arms.find((each) => each.preset === preset);
  const named = documentsOf(card).find((each) => each.preset === preset);
  return arm?.title ?? named?.title ?? preset;
}

interface GroupProps {
  readonly card: PaperCard;
  readonly counter: CostCounter;
  readonly rows: readonly { readonly claim: CostClaim; readonly report: GrowthReport }[];
}

function Group({ card, counter, rows }: GroupProps) {
  const { title, unit, scale } = COUNTERS[counter];
  const lines: ChartLine[] = rows.map(({ claim, report }) => {
    const { letter, colour, dash } = styleOf(card, claim.preset);
    return {
      x: report.lengths,
      y: report.values.map((value) => value * scale),
      colour,
      dash,
      width: 1.5,
      hasPoints: true,
      legend: { letter, text: titleOf(card, claim.preset) },
    };
  });
  return (
    <div className="growth">
      <h3>{title}</h3>
      <LiveChart
        label={`${title} against the ${LENGTHS[rows[0].report.over]}`}
        lines={lines}
        height={200}
        isLogX
        isDoublingX
        labelWidth={80}
        isLogY
        formatX={(length) => formatNumber(length)}
        formatY={(value) => formatScaled(value, unit, 2)}
      />
      <ul className="note">
        {rows.map(({ claim, report }) => (
          <li key={claim.preset}>
            {titleOf(card, claim.preset)} {growthText(claim, report)}.
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The card's counters over sequences of 128 to 2,048 tokens or images of 32 x 32 to 256 x 256 pixels, counted on the unbound graph just now. */
export function GrowthCharts({ card }: { readonly card: PaperCard }) {
  const { cost: claims } = card;
  const counted = useGrowth(claims);
  if (counted === undefined) return <p className="quiet">Counting …</p>;
  if ("sentence" in counted) return <Problem sentence={counted.sentence} />;
  const rows = claims.map((claim, place) => ({ claim, report: counted.reports[place] }));
  const counters = [...new Set(claims.map(({ counter }) => counter))];
  return (
    <div className="growths">
      {counters.map((counter) => (
        <Group
          key={counter}
          card={card}
          counter={counter}
          rows={rows.filter(({ claim }) => claim.counter === counter)}
        />
      ))}
    </div>
  );
}
